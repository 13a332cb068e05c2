using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Removes a site, with an archive for 7 days; one that is not there is no fault.</summary>
internal sealed class SiteDeleteCommand(TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => SiteDelete.Kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var id = parts.Context.Text("site_id")!;
        if (parts.Registry.Find(id) is { } site)
            await new SiteRemoval(parts, parts.Context.Flag("dry_run")).RemoveAsync(site, cancelled);
        else
            parts.Context.Log.Write(LogLine.Stdout, $"There is no site {id} on this VPS");
        return new CommandResult(0);
    }
}
