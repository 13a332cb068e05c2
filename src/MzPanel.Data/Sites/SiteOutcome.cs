using System.Text.Json;
using MzPanel.Data.Jobs;

namespace MzPanel.Data.Sites;

/// <summary>What the end of a job does to its site; <c>lost</c> is an end that may give way to another one.</summary>
internal static class SiteOutcome
{
    private const string Won = "EXISTS (SELECT 1 FROM jobs w WHERE w.id = @id AND w.stamp = @stamp)";

    private const string Settle = "settled = @site_settled, status = CASE WHEN status = 'deleting' THEN status ELSE @site_settled END";

    private const string Mine = $" WHERE id = @site_id AND deleted_at IS NULL AND {Won}";

    private const string Created = $"""
        UPDATE sites SET version = version + 1, {Settle},
          ssl_status = CASE WHEN @site_settled = 'active' AND ssl_status = 'none' THEN 'self_signed' ELSE ssl_status END
        {Mine} AND settled IN ('pending', 'failed')
        """;

    private const string Switched = $"UPDATE sites SET version = version + 1, {Settle} {Mine}";

    private const string Changed = $"""
        UPDATE sites SET version = version + 1, aliases = COALESCE(@site_aliases, aliases), php_version = COALESCE(@site_php, php_version),
          upstream = COALESCE(@site_upstream, upstream), upload_mb = COALESCE(@site_upload, upload_mb)
        {Mine}
        """;

    private const string Certified = $"""
        UPDATE sites SET version = version + 1, ssl_status = 'active', ssl_issuer = @site_issuer, ssl_expires_at = @site_expires {Mine}
        """;

    private const string NotCertified = $"UPDATE sites SET version = version + 1, ssl_status = 'failed' {Mine} AND ssl_expires_at IS NULL";

    // Nobody learned anything about a certificate: it is as it was before somebody asked, unless somebody else still asks.
    private const string NotAsked = $"""
        UPDATE sites SET version = version + 1, ssl_status = CASE WHEN settled IN ('active', 'disabled') THEN 'self_signed' ELSE 'none' END
        {Mine} AND ssl_status = 'pending' AND NOT EXISTS (
          SELECT 1 FROM jobs o WHERE o.site_id = @site_id AND o.id <> @id AND o.kind = 'site.ssl' AND o.status IN ('queued', 'offered', 'running', 'unknown'))
        """;

    private const string Gone = $"UPDATE sites SET version = version + 1, status = 'deleting', deleted_at = @changed_at {Mine}";

    private const string NotGone = $"UPDATE sites SET version = version + 1, settled = 'failed', status = 'failed' {Mine}";

    private const string NeverRemoved = $"UPDATE sites SET version = version + 1, status = settled {Mine}";

    // A name that two sites claim after all is for the VPS to refuse.
    private const string Keep = $"""
        INSERT INTO site_domains (server_id, domain, site_id, job_id) SELECT @server_id, @site_name, @site_id, @id WHERE {Won}
        ON CONFLICT (server_id, domain) DO UPDATE SET job_id = excluded.job_id WHERE site_domains.site_id = excluded.site_id
        """;

    // Names that another job asked for meanwhile stay claimed.
    private const string DropOthers = $"""
        DELETE FROM site_domains WHERE site_id = @site_id AND job_id IS NULL AND {Won}
          AND domain <> (SELECT s.domain FROM sites s WHERE s.id = @site_id)
        """;

    private const string Confirm = $"UPDATE site_domains SET job_id = NULL WHERE site_id = @site_id AND job_id = @id AND {Won}";

    private const string DropOwn = $"DELETE FROM site_domains WHERE site_id = @site_id AND job_id = @id AND {Won}";

    private const string DropAll = $"DELETE FROM site_domains WHERE site_id = @site_id AND {Won}";

    /// <summary>The statements, where the job ends by this transition and concerns a site.</summary>
    /// <param name="job">As it becomes.</param>
    /// <param name="all">Parameters of the transition.</param>
    public static IEnumerable<Statement> Of(JobRow job, (string, object?)[] all)
    {
        if (!SiteSql.Concerns(job) || !JobStatus.IsTerminal(job.Status) || SiteArgs.Of(job) is not { DryRun: false } args)
            return [];
        var succeeded = job.Status == JobStatus.Succeeded;
        return job.Kind switch
        {
            SiteSql.Create => [new(Created, [.. all, ("site_settled", succeeded ? SiteStatus.Active : SiteStatus.Failed)])],
            SiteSql.Update => succeeded ? Change(args, all) : [new(DropOwn, all)],
            SiteSql.Ssl => [succeeded ? Certificate(job, all) : new(job.Status is JobStatus.Cancelled or JobStatus.Expired ? NotAsked : NotCertified, all)],
            SiteSql.Delete when succeeded => [new(Gone, all), new(DropAll, all)],
            SiteSql.Delete => [new(NeverStarted(job) ? NeverRemoved : NotGone, all)],
            _ when succeeded => [new(Switched, [.. all, ("site_settled", job.Kind == SiteSql.Enable ? SiteStatus.Active : SiteStatus.Disabled)])],
            _ => [],
        };
    }

    private static IEnumerable<Statement> Change(SiteArgs args, (string, object?)[] all)
    {
        yield return new Statement(Changed,
        [
            .. all, ("site_aliases", args.Aliases is null ? null : JsonSerializer.Serialize(args.Aliases)), ("site_php", args.PhpVersion),
            ("site_upstream", args.Upstream), ("site_upload", args.UploadMb),
        ]);
        if (args.Aliases is null)
            yield break;
        foreach (var name in args.Aliases)
            yield return new Statement(Keep, [.. all, ("site_name", name)]);
        yield return new Statement(DropOthers, all);
        yield return new Statement(Confirm, all);
    }

    private static Statement Certificate(JobRow job, (string, object?)[] all)
    {
        var said = Sites.Certificate.Of(job.Result);
        return said.ExpiresAt is null ? new(NotAsked, all) : new(Certified, [.. all, ("site_issuer", said.Issuer), ("site_expires", said.ExpiresAt)]);
    }

    // Then nothing was removed; of a lost one nobody knows.
    private static bool NeverStarted(JobRow job) => job is { StartedAt: null, Status: not JobStatus.Lost };
}
