using System.Text.Json;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Live;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Servers;

/// <summary>Servers: what people made and named, and what is known of them. Who reads for a caller names the caller's workspace.</summary>
public sealed partial class ServerRecords(Database records)
{
    private const string Select = """
        SELECT s.id, s.workspace_id, s.name, s.tags AS tags_json, s.status, s.hostname, s.os, s.os_version, s.arch, s.kernel, s.agent_version,
          s.seal_key, s.metrics, s.last_seen_at, s.status_at, s.created_at, s.deleted_at, s.version, s.update_policy,
          COALESCE(s.update_policy, (SELECT w.update_policy FROM workspaces w WHERE w.id = s.workspace_id), 'manual') AS policy_in_force
        FROM servers s
        """;

    private const string Won = "SELECT 1 FROM servers w WHERE w.id = @id AND w.stamp = @stamp";

    /// <summary>Makes a server, with its audit row and the answer of its idempotency key.</summary>
    /// <param name="row">The server.</param>
    /// <param name="audit">What to say about it.</param>
    /// <param name="key">Where the request had one.</param>
    /// <param name="also">What else belongs to the operation, such as its install token; only where <c>servers</c> holds the row.</param>
    /// <returns><see langword="false"/> where the key holds an answer already.</returns>
    public async Task<bool> CreateAsync(ServerRow row, AuditEntry audit, IdempotencyCommit? key, params IReadOnlyList<Statement> also)
    {
        var stamp = RecordId.NewStamp();
        (string, object?)[] won = [("id", row.Id), ("stamp", stamp)];
        List<Statement> op = key is null ? [Insert(row, stamp)] : [IdempotencySql.Claim(key, stamp), InsertClaimed(row, stamp, key)];
        var affected = await records.Control.WriteAsync(
        [
            .. op,
            AuditSql.Insert(audit, row.CreatedAt, Won, won),
            LiveSql.Changed(LiveKind.Server, row.WorkspaceId, row.Id, row.CreatedAt, Won, won),
            .. also,
            .. key is null ? Array.Empty<Statement>() : [IdempotencySql.Keep(key, stamp, Won, won)],
        ]);
        records.Bell.Ring(row.WorkspaceId);
        return affected[op.Count - 1] > 0;
    }

    /// <summary>A server, for grains; also a deleted one.</summary>
    public Task<ServerRow?> FindAsync(string serverId) => records.FirstAsync<ServerRow>(Select + " WHERE s.id = @serverId", new { serverId });

    /// <summary>A server, for a caller of that workspace; not a deleted one.</summary>
    public Task<ServerRow?> FindAsync(string workspaceId, string serverId) => records.FirstAsync<ServerRow>(
        Select + " WHERE s.id = @serverId AND s.workspace_id = @workspaceId AND s.deleted_at IS NULL", new { workspaceId, serverId });

    /// <summary>Servers of a workspace by id; also deleted ones.</summary>
    public async Task<IReadOnlyList<ServerRow>> FindAsync(string workspaceId, IReadOnlyCollection<string> ids) => await records.QueryAsync<ServerRow>(
        $"{Select} WHERE s.workspace_id = @workspaceId AND s.id {records.OneOf("ids")}", new { workspaceId, ids = Storage.CleanText.All(ids) });

    /// <summary>Servers of a workspace, newest first; not the deleted ones.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<ServerRow> Rows, string? Next)> ListAsync(string workspaceId, ServerFilter filter, int limit, string? cursor) =>
        new ListQuery(Select, "s.created_at", "s.id")
            .Where("s.workspace_id = @workspace", "workspace", workspaceId)
            .Where("s.deleted_at IS NULL")
            .Where($"s.id {records.OneOf("within")}", "within", filter.Within)
            .Where("s.status = @status", "status", filter.Status)
            .Where("replace(s.tags, @tag, '') <> s.tags", "tag", filter.Tag is { } tag ? JsonSerializer.Serialize(tag) : null)
            .Where("(lower(s.name) LIKE lower(@query) ESCAPE '!' OR lower(s.hostname) LIKE lower(@query) ESCAPE '!')", "query", Pattern(filter.Query))
            .PageAsync<ServerRow>(records, limit, cursor, server => new PageCursor(server.CreatedAt, server.Id));

    /// <summary>Servers of a workspace that have a tag, and are among those given, if any; the oldest first, not the deleted ones.</summary>
    public async Task<IReadOnlyList<string>> TaggedAsync(string workspaceId, string tag, IReadOnlyCollection<string>? within, int limit) => await records.QueryAsync<string>(
        $"""
        SELECT s.id FROM servers s WHERE s.workspace_id = @workspaceId AND s.deleted_at IS NULL AND replace(s.tags, @tag, '') <> s.tags
          {(within is null ? "" : $"AND s.id {records.OneOf("within")}")}
        ORDER BY s.created_at, s.id LIMIT @limit
        """,
        new { workspaceId, tag = JsonSerializer.Serialize(tag), within = Storage.CleanText.All(within ?? []), limit });

    /// <summary>
    /// Servers of a workspace whose agent is of another version, those that are there before the others; with a tag, or under one of some
    /// policies and without a try at that version, where that is asked for.
    /// </summary>
    public async Task<IReadOnlyList<OtherVersion>> OfOtherVersionsAsync(
        string workspaceId, string version, string? tag, IReadOnlyCollection<string>? policies, int limit) => await records.QueryAsync<OtherVersion>(
        $"""
        SELECT s.id, s.agent_version FROM servers s JOIN workspaces w ON w.id = s.workspace_id
        WHERE s.workspace_id = @workspaceId AND s.deleted_at IS NULL AND s.agent_version <> @version
          {(tag is null ? "" : "AND replace(s.tags, @tag, '') <> s.tags")} {(policies is null ? "" : $"AND COALESCE(s.update_policy, w.update_policy) {records.OneOf("policies")} AND {Untried}")}
        ORDER BY CASE WHEN s.status = 'online' THEN 0 ELSE 1 END, s.created_at, s.id LIMIT @limit
        """,
        new { workspaceId, version, tag = tag is null ? null : JsonSerializer.Serialize(tag), policies, limit });

    /// <summary>
    /// Workspaces with agents of another version under one of these policies that no rollout has tried to bring to it, and where the one
    /// that was begun by itself, if any, came to its end well. In random order, so that those that have none to begin (their agents are newer) starve
    /// no others.
    /// </summary>
    public async Task<IReadOnlyList<string>> ToUpdateAsync(string version, IReadOnlyCollection<string> policies, int limit) => await records.QueryAsync<string>(
        $"""
        SELECT s.workspace_id FROM servers s JOIN workspaces w ON w.id = s.workspace_id
        WHERE s.deleted_at IS NULL AND w.closed_at IS NULL AND s.agent_version <> @version AND COALESCE(s.update_policy, w.update_policy) {records.OneOf("policies")}
          AND {Untried} AND NOT EXISTS (
            SELECT 1 FROM update_claims c JOIN rollouts r ON r.id = c.rollout_id WHERE c.workspace_id = s.workspace_id AND c.version = @version AND (r.status <> 'done'
              OR EXISTS (SELECT 1 FROM rollout_servers x LEFT JOIN jobs j ON j.id = x.job_id WHERE x.rollout_id = r.id AND x.state = 'failed' AND COALESCE(j.status, '') <> 'expired')))
        GROUP BY s.workspace_id ORDER BY random() LIMIT @limit
        """,
        new { version, policies, limit });

    // Whom a version did not come to is not asked again by itself, but for one that was away until its job was over and is there now.
    private string Untried => $"""
        NOT EXISTS (
          SELECT 1 FROM rollouts r JOIN rollout_servers x ON x.rollout_id = r.id AND x.server_id = s.id LEFT JOIN jobs j ON j.id = x.job_id
          WHERE r.workspace_id = s.workspace_id AND r.kind = 'agent.update' AND {(records.IsPostgres ? "CAST(r.args AS json)" : "r.args")}->>'version' = @version
            AND (x.state <> 'skipped' OR EXISTS (SELECT 1 FROM update_claims c WHERE c.rollout_id = r.id))
            AND NOT (x.state = 'failed' AND COALESCE(j.status, '') = 'expired' AND s.status = 'online'))
        """;

    /// <summary>How many servers the installation has.</summary>
    public Task<long> CountAllAsync() => records.FirstAsync<long>("SELECT count(*) FROM servers WHERE deleted_at IS NULL", new { });

    /// <summary>Servers recorded as online of which nothing was heard since a time, the longest silent first: somebody must judge them.</summary>
    public async Task<IReadOnlyList<string>> SilentAsync(long since, int limit) => await records.QueryAsync<string>(
        """
        SELECT id FROM servers WHERE status = 'online' AND deleted_at IS NULL AND status_at < @since AND COALESCE(last_seen_at, 0) < @since
        ORDER BY last_seen_at, id LIMIT @limit
        """,
        new { since, limit });

    private static Statement Insert(ServerRow row, string stamp) => new(InsertSql, Values(row, stamp));

    private static Statement InsertClaimed(ServerRow row, string stamp, IdempotencyCommit key) =>
        new(InsertSql + " WHERE " + IdempotencySql.Claimed, [.. Values(row, stamp), .. IdempotencySql.Parameters(key, stamp)]);

    private const string InsertSql = """
        INSERT INTO servers (id, workspace_id, name, tags, status, hostname, os, os_version, arch, kernel, agent_version, seal_key, status_at,
          created_at, version, stamp)
        SELECT @id, @workspace_id, @name, @tags, @status, @hostname, @os, @os_version, @arch, @kernel, @agent_version, @seal_key, @created_at,
          @created_at, 1, @stamp
        """;

    private static (string, object?)[] Values(ServerRow row, string stamp) =>
    [
        ("id", row.Id), ("workspace_id", row.WorkspaceId), ("name", row.Name), ("tags", row.TagsJson), ("status", row.Status),
        ("hostname", row.Hostname), ("os", row.Os), ("os_version", row.OsVersion), ("arch", row.Arch), ("kernel", row.Kernel),
        ("agent_version", row.AgentVersion), ("seal_key", row.SealKey), ("created_at", row.CreatedAt), ("stamp", stamp),
    ];

    private static string? Pattern(string? query) => query is null
        ? null
        : $"%{query.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
}
