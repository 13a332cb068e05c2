using MzPanel.Agent.Logs;

namespace MzPanel.Agent.Link;

/// <summary>Hands news about spools to whichever connection is up.</summary>
internal sealed class LogFeed
{
    private volatile LogSender? sender;

    public void Attach(LogSender current) => sender = current;

    public void Detach() => sender = null;

    public void Stir(string @ref) => sender?.Stir(@ref);
}
