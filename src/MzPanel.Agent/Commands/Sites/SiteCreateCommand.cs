using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Php;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Sites;

/// <summary>Makes a site; run again it finishes one that is half made, and checks and mends one that is there.</summary>
internal sealed class SiteCreateCommand(TimeProvider time) : SiteCommand(time)
{
    public override CommandKind Kind => SiteCreate.Kind;

    protected override async Task<CommandResult> RunAsync(SiteParts parts, SiteWork work, CancellationToken cancelled)
    {
        var before = parts.Registry.Find(parts.Context.Text("site_id")!);
        if (before?.Stage == SiteStage.Removing)
            throw new SiteException("not_ready", "The site is half removed: remove it again first.");
        var wanted = Wanted(parts.Context, before);
        if (before is not null && (before.Kind != wanted.Kind || (before.Stage == SiteStage.Ready && before.Domain != wanted.Domain)))
            throw new SiteException("already_exists", $"{before.SiteId} is there already: a {before.Kind} site, {before.Domain}.");
        await work.ApplyAsync(before, wanted, cancelled);
        return Done(parts, wanted);
    }

    private SiteEntry Wanted(CommandContext context, SiteEntry? before)
    {
        var (id, kind) = (context.Text("site_id")!, context.Text("kind")!);
        return new SiteEntry
        {
            SiteId = id,
            Domain = context.Text("domain")!,
            Aliases = context.Texts("aliases") ?? before?.Aliases ?? [],
            Kind = kind,
            Enabled = before?.Enabled ?? true,
            User = SiteUsers.NameFor(id),
            Upstream = context.Text("upstream"),
            PhpVersion = kind is SiteKind.Php or SiteKind.WordPress ? context.Text("php_version") ?? before?.PhpVersion ?? NewestPhp() : null,
            UploadMb = context.Number("upload_mb") ?? before?.UploadMb ?? SiteEntry.UsualUploadMb,
            Certificate = before?.Certificate,
            CreatedAt = before?.CreatedAt ?? Time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    private static string NewestPhp() => PhpFpm.Newest() ?? throw SiteException.Missing("PHP-FPM", "php-fpm");
}
