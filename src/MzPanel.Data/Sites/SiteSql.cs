using MzPanel.Data.Jobs;

namespace MzPanel.Data.Sites;

/// <summary>
/// What a job does to its site, as more statements of the job's own operations: when it is asked for, and when it ends. So the two
/// never differ, whichever silo dies in between.
/// </summary>
internal static class SiteSql
{
    public const string Create = "site.create";
    public const string Update = "site.update";
    public const string Ssl = "site.ssl";
    public const string Enable = "site.enable";
    public const string Disable = "site.disable";
    public const string Delete = "site.delete";

    /// <summary>Sites that count against the quota of <c>@workspace_id</c>.</summary>
    public const string Count = """
        SELECT count(*) FROM sites x JOIN servers y ON y.id = x.server_id
        WHERE x.workspace_id = @workspace_id AND x.deleted_at IS NULL AND y.deleted_at IS NULL
        """;

    /// <summary>Whether a job is one that a site's row follows.</summary>
    public static bool Concerns(JobRow job) => job.SiteId is not null && job.Kind is Create or Update or Ssl or Enable or Disable or Delete;

    /// <summary>Whether it makes the row, rather than doing once more what made it.</summary>
    public static bool Makes(JobRow job) => job is { Kind: Create, RetryOf: null };
}
