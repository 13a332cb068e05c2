using System.Text.Json;
using MzPanel.Data.Jobs;

namespace MzPanel.Data.Sites;

/// <summary>What the acceptance of a job does to its site.</summary>
internal sealed class SiteAsk
{
    // Of two that would take the last place of a quota, on whichever servers, the second counts the first.
    private const string LockWorkspace = "UPDATE workspaces SET version = version WHERE id = @workspace_id";

    private const string WithinQuota = $" AND ({SiteSql.Count}) < @site_quota";

    private const string Present = """
         AND EXISTS (SELECT 1 FROM sites x WHERE x.id = @site_id AND x.workspace_id = @workspace_id AND x.server_id = @server_id
           AND x.deleted_at IS NULL AND x.status <> 'deleting')
        """;

    private const string OfVersion = " AND EXISTS (SELECT 1 FROM sites x WHERE x.id = @site_id AND x.version = @site_version)";

    private const string Won = "EXISTS (SELECT 1 FROM jobs w WHERE w.id = @id AND w.stamp = @stamp)";

    private const string Insert = $"""
        INSERT INTO sites (id, workspace_id, server_id, domain, aliases, kind, php_version, upstream, upload_mb, status, settled, ssl_status, created_at, version)
        SELECT @site_id, @workspace_id, @server_id, @site_domain, @site_aliases, @site_kind, @site_php, @site_upstream, @site_upload,
          'pending', 'pending', 'none', @created_at, 1
        WHERE {Won}
        """;

    private const string Change = $"""
        UPDATE sites SET version = version + 1,
          status = CASE WHEN @kind = 'site.delete' THEN 'deleting' WHEN @kind = 'site.create' AND settled = 'failed' THEN 'pending' ELSE status END,
          ssl_status = CASE WHEN @kind = 'site.ssl' AND ssl_expires_at IS NULL THEN 'pending' ELSE ssl_status END
        WHERE id = @site_id AND {Won}
        """;

    // A name that another site of the server has makes the whole operation fail (site_domains_pkey).
    private const string Claim = $"""
        INSERT INTO site_domains (server_id, domain, site_id, job_id) SELECT @server_id, @site_name, @site_id, @site_job
        WHERE {Won} AND NOT EXISTS (SELECT 1 FROM site_domains d WHERE d.server_id = @server_id AND d.domain = @site_name AND d.site_id = @site_id)
        """;

    private readonly JobRow job;
    private readonly SiteTerms terms;
    private readonly SiteArgs args;

    private SiteAsk(JobRow job, SiteTerms terms) => (this.job, this.terms, args) = (job, terms, SiteArgs.Of(job));

    /// <summary>For a job that changes a site; <see langword="null"/> for every other one.</summary>
    public static SiteAsk? Of(JobRow job, SiteTerms? terms) => SiteSql.Concerns(job) && new SiteAsk(job, terms ?? SiteTerms.None) is { args.DryRun: false } ask ? ask : null;

    /// <summary>What stands before the job's own row.</summary>
    public IEnumerable<Statement> Before(params (string, object?)[] all) => SiteSql.Makes(job) && terms.Quota is not null ? [new(LockWorkspace, all)] : [];

    /// <summary>What the condition of the job's row ends with.</summary>
    public string And => SiteSql.Makes(job) ? WithinQuota : terms.IfVersion is null ? Present : Present + OfVersion;

    /// <summary>Its parameters.</summary>
    public (string, object?)[] Parameters => [("site_quota", terms.Quota ?? long.MaxValue), ("site_version", terms.IfVersion)];

    /// <summary>What follows from the job's row.</summary>
    public IEnumerable<Statement> After(params (string, object?)[] all)
    {
        yield return SiteSql.Makes(job) ? new Statement(Insert, [.. all, .. Columns()]) : new Statement(Change, all);
        foreach (var name in Names())
            yield return new Statement(Claim, [.. all, ("site_name", name), ("site_job", job.Kind == SiteSql.Create ? null : job.Id)]);
    }

    private IEnumerable<string> Names() => args.Domain is { } domain ? [domain, .. args.Aliases ?? []] : args.Aliases ?? [];

    private (string, object?)[] Columns() =>
    [
        ("site_domain", args.Domain), ("site_aliases", JsonSerializer.Serialize(args.Aliases ?? [])), ("site_kind", args.Kind),
        ("site_php", args.PhpVersion), ("site_upstream", args.Upstream), ("site_upload", args.UploadMb),
    ];
}
