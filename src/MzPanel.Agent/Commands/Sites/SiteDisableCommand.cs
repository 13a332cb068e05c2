using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Stops serving a site; all of it stays.</summary>
internal sealed class SiteDisableCommand(TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => SiteDisable.Kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var site = Ready(parts);
        await work.ApplyAsync(site, site with { Enabled = false }, cancelled);
        return Done(parts, site);
    }
}
