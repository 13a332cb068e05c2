using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Serves a disabled site again, or stops serving one, of which all stays.</summary>
internal sealed class SiteSwitchCommand(CommandKind kind, bool enabled, TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var site = Ready(parts);
        await work.ApplyAsync(site, site with { Enabled = enabled }, cancelled);
        return Done(parts, site);
    }
}
