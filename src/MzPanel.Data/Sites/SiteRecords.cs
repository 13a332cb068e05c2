using MzPanel.Data.Paging;
using MzPanel.Data.Storage;

namespace MzPanel.Data.Sites;

/// <summary>
/// Sites, for callers of a workspace. What changes them is a job: its row and its end carry the change in their transactions
/// (<see cref="SiteSql"/>). A site of a deleted server is not there any more.
/// </summary>
public sealed class SiteRecords(Database records)
{
    private const string Select = """
        SELECT s.id, s.workspace_id, s.server_id, s.domain, s.aliases AS aliases_json, s.kind, s.php_version, s.upstream, s.upload_mb, s.status,
          s.ssl_status, s.ssl_issuer, s.ssl_expires_at, s.created_at, s.version
        FROM sites s JOIN servers v ON v.id = s.server_id
        """;

    private const string There = "s.deleted_at IS NULL AND v.deleted_at IS NULL";

    /// <summary>A site that is not deleted.</summary>
    public Task<SiteRow?> FindAsync(string workspaceId, string siteId) => records.FirstAsync<SiteRow>(
        $"{Select} WHERE s.id = @siteId AND s.workspace_id = @workspaceId AND {There}", new { workspaceId, siteId });

    /// <summary>Sites of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<SiteRow> Rows, string? Next)> ListAsync(string workspaceId, SiteFilter filter, int limit, string? cursor) =>
        new ListQuery(Select, "s.created_at", "s.id")
            .Where("s.workspace_id = @workspace", "workspace", workspaceId)
            .Where(There)
            .Where("s.server_id = @server", "server", filter.ServerId)
            .Where("s.status = @status", "status", filter.Status)
            .Where("replace(s.domain, @query, '') <> s.domain", "query", filter.Query)
            .Where($"s.server_id {records.OneOf("servers")}", "servers", filter.Servers is { } servers ? CleanText.All(servers) : null)
            .Where($"s.id {records.OneOf("ids")}", "ids", filter.Ids is { } ids ? CleanText.All(ids) : null)
            .PageAsync<SiteRow>(records, limit, cursor, site => new PageCursor(site.CreatedAt, site.Id));

    /// <summary>Whether another site of the server has one of these names.</summary>
    public async Task<bool> IsTakenAsync(string serverId, string siteId, IReadOnlyCollection<string> names) => await records.FirstAsync<long>(
        $"SELECT count(*) FROM site_domains d WHERE d.server_id = @serverId AND d.site_id <> @siteId AND d.domain {records.OneOf("names")}",
        new { serverId, siteId, names = CleanText.All(names) }) > 0;

    /// <summary>How many sites count against the quota of a workspace.</summary>
    public Task<long> CountAsync(string workspaceId) => records.FirstAsync<long>(SiteSql.Count, new { workspace_id = workspaceId });
}
