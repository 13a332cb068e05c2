using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Serves a disabled site again.</summary>
internal sealed class SiteEnableCommand(TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => SiteEnable.Kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var site = Ready(parts);
        await work.ApplyAsync(site, site with { Enabled = true }, cancelled);
        return Done(parts, site);
    }
}
