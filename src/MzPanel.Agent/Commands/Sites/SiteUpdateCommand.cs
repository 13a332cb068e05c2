using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Changes what a site answers to and runs on; what is absent stays.</summary>
internal sealed class SiteUpdateCommand(TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => SiteUpdate.Kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var (site, context) = (Ready(parts), parts.Context);
        if (context.Text("upstream") is not null && site.Kind != SiteKind.Proxy)
            throw new SiteException("bad_args", $"args.upstream is only for proxy, and this is a {site.Kind} site.");
        if (context.Text("php_version") is not null && !site.RunsPhp)
            throw new SiteException("bad_args", $"args.php_version is only for PHP, and this is a {site.Kind} site.");
        var wanted = site with
        {
            Aliases = context.Texts("aliases") ?? site.Aliases,
            PhpVersion = context.Text("php_version") ?? site.PhpVersion,
            Upstream = context.Text("upstream") ?? site.Upstream,
            UploadMb = context.Number("upload_mb") ?? site.UploadMb,
        };
        await work.ApplyAsync(site, wanted, cancelled);
        return Done(parts, wanted);
    }
}
