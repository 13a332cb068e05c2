using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Sites of the VPS, as its registry has them.</summary>
internal sealed class SiteListCommand : ICommand
{
    public CommandKind Kind => SiteList.Kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            return Task.FromResult(CommandResult.Done(new SiteRegistry(context.Root).All(), SitesJson.Default.IReadOnlyListSiteEntry));
        }
        catch (SiteException e)
        {
            return Task.FromResult(CommandResult.Fail(e.Code, e.Message));
        }
    }
}
