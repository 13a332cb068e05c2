using System.Text.Json;
using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Live;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Rollouts;

/// <summary>Rollouts. This file: what people do. <c>RolloutRecords.Turns.cs</c>: what drives them.</summary>
public sealed partial class RolloutRecords(Database records)
{
    /// <summary>Most rollouts of a workspace that are running or paused.</summary>
    public const int MostOpen = 100;

    private const int MostSkipsShown = 100;
    private const string Open = "o.status IN ('running', 'paused')";

    private const string Select = """
        SELECT r.id, r.workspace_id, r.kind, r.args, r.sealed_args, r.timeout_s, r.queue_ttl_s, r.tag, r.parallel, r.canary, r.stop_after_failures,
          r.user_id, r.token_id, r.caller_name, r.status, r.message, r.forgiven, r.pending, r.running, r.succeeded, r.failed, r.skipped,
          r.created_at, r.finished_at, r.version
        FROM rollouts r
        """;

    private const string Won = "SELECT 1 FROM rollouts w WHERE w.id = @id AND w.stamp = @stamp";

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// Makes a rollout over servers that it keeps: the jobs of all of them have their ids from here on. Missed where the workspace has as
    /// many open as it may.
    /// </summary>
    public async Task<Effect> AddAsync(RolloutRow row, IReadOnlyList<string> serverIds, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new WorkspaceOp(row.WorkspaceId, key);
        var servers = serverIds.Select((server, place) => new PlacedServer(server, place, RecordId.New("job")));
        (string, object?)[] values = [.. Values(row), ("workspace", row.WorkspaceId), ("stamp", op.Stamp), ("servers", JsonSerializer.Serialize(servers, Names))];
        var made = await op.WriteAsync(records.Control, new($"{InsertRow} WHERE ({CountOpen}) < {MostOpen} AND EXISTS ({WorkspaceOp.Held})", values), new Stamped(Won, values),
            AuditSql.Insert(audit, row.CreatedAt, Won, values), new Statement(InsertServers, values), LiveSql.ChangedRollout(row, row.CreatedAt, op.Stamp));
        records.Bell.Ring(row.WorkspaceId);
        return made;
    }

    /// <summary>
    /// Makes a rollout that brings agents of a workspace to a version by itself: one at a time for each, whichever silos try at once.
    /// <see langword="false"/> where there is one that is not done.
    /// </summary>
    public async Task<bool> AddOnceAsync(string agentVersion, RolloutRow row, IReadOnlyList<string> serverIds, AuditEntry audit)
    {
        var servers = serverIds.Select((server, place) => new PlacedServer(server, place, RecordId.New("job")));
        var stamp = RecordId.NewStamp();
        (string, object?)[] values = [.. Values(row), ("stamp", stamp), ("servers", JsonSerializer.Serialize(servers, Names)), ("agent_version", agentVersion)];
        var made = (await records.Control.WriteAsync(
        [
            new(
                """
                INSERT INTO update_claims (workspace_id, version, rollout_id) VALUES (@workspace_id, @agent_version, @id)
                ON CONFLICT (workspace_id, version) DO UPDATE SET rollout_id = excluded.rollout_id
                  WHERE EXISTS (SELECT 1 FROM rollouts r WHERE r.id = update_claims.rollout_id AND r.status = 'done')
                """,
                values),
            new($"{InsertRow} WHERE EXISTS (SELECT 1 FROM update_claims c WHERE c.rollout_id = @id)", values),
            new(InsertServers, values),
            AuditSql.Insert(audit, row.CreatedAt, Won, values),
            LiveSql.ChangedRollout(row, row.CreatedAt, stamp),
        ]))[0] > 0;
        records.Bell.Ring(row.WorkspaceId);
        return made;
    }

    /// <summary>How many rollouts of a workspace are running or paused.</summary>
    public Task<long> CountOpenAsync(string workspaceId) => records.FirstAsync<long>(CountOpen, new { workspace_id = workspaceId });

    private const string CountOpen = $"SELECT count(*) FROM rollouts o WHERE o.workspace_id = @workspace_id AND {Open}";

    private const string InsertRow = """
        INSERT INTO rollouts (id, workspace_id, kind, args, sealed_args, timeout_s, queue_ttl_s, tag, parallel, canary, stop_after_failures,
          user_id, token_id, caller_name, status, forgiven, pending, running, succeeded, failed, skipped, created_at, version, stamp)
        SELECT @id, @workspace_id, @kind, @args, @sealed_args, @timeout_s, @queue_ttl_s, @tag, @parallel, @canary, @stop_after_failures,
          @user_id, @token_id, @caller_name, @status, 0, @pending, 0, 0, 0, 0, @created_at, 1, @stamp
        """;

    private string InsertServers => $"""
        INSERT INTO rollout_servers (rollout_id, server_id, place, job_id, state)
        SELECT @id, r.value->>'server', CAST(r.value->>'place' AS bigint), r.value->>'job', 'pending' FROM {records.Each("servers")} WHERE EXISTS ({Won})
        """;

    /// <summary>A rollout, for whoever drives it.</summary>
    public Task<RolloutRow?> FindAsync(string id) => records.FirstAsync<RolloutRow>(Select + " WHERE r.id = @id", new { id });

    /// <summary>A rollout, for a caller of that workspace.</summary>
    public Task<RolloutRow?> FindAsync(string workspaceId, string id) =>
        records.FirstAsync<RolloutRow>(Select + " WHERE r.id = @id AND r.workspace_id = @workspaceId", new { workspaceId, id });

    /// <summary>The servers of a rollout, in its order.</summary>
    public async Task<IReadOnlyList<string>> ServersAsync(string id) => await records.QueryAsync<string>(
        "SELECT server_id FROM rollout_servers WHERE rollout_id = @id ORDER BY place", new { id });

    /// <summary>Rollouts of a workspace by id.</summary>
    public async Task<IReadOnlyList<RolloutRow>> FindAsync(string workspaceId, IReadOnlyCollection<string> ids) =>
        await records.QueryAsync<RolloutRow>($"{Select} WHERE r.workspace_id = @workspaceId AND r.id {records.OneOf("ids")}", new { workspaceId, ids });

    /// <summary>The first of those that were not asked.</summary>
    public async Task<IReadOnlyList<SkippedServer>> SkippedAsync(string id) => await records.QueryAsync<SkippedServer>(
        $"SELECT server_id, message FROM rollout_servers WHERE rollout_id = @id AND state = 'skipped' ORDER BY place LIMIT {MostSkipsShown}", new { id });

    /// <summary>Rollouts of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<RolloutRow> Rows, string? Next)> ListAsync(string workspaceId, RolloutFilter filter, int limit, string? cursor) =>
        new ListQuery(Select, "r.created_at", "r.id")
            .Where("r.workspace_id = @workspace", "workspace", workspaceId)
            .Where("r.status = @status", "status", filter.Status)
            .Where("r.kind = @kind", "kind", filter.Kind)
            .Where($"NOT EXISTS (SELECT 1 FROM rollout_servers s WHERE s.rollout_id = r.id AND NOT s.server_id {records.OneOf("within")})", "within", filter.WithinServers)
            .PageAsync<RolloutRow>(records, limit, cursor, rollout => new PageCursor(rollout.CreatedAt, rollout.Id));

    /// <summary>Somebody changes what it does; missed where it is another version by now.</summary>
    public async Task<Effect> ChangeAsync(RolloutRow before, RolloutRow after, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] values = [.. Values(after), ("version", before.Version), ("stamp", op.Stamp)];
        Statement[] cancelled = after.Status == RolloutStatus.Cancelled ? [new(SkipPending, values)] : [];
        var effect = await op.WriteAsync(records.Control, new(Change + op.And, op.With(values)), new Stamped(Won, values),
            [AuditSql.Insert(audit, records.Now, Won, values), LiveSql.ChangedRollout(after, records.Now, op.Stamp), .. cancelled]);
        records.Bell.Ring(after.WorkspaceId);
        return effect;
    }

    private const string SkipPending = $"""
        UPDATE rollout_servers SET state = 'skipped', message = 'The rollout was cancelled.'
        WHERE rollout_id = @id AND state = 'pending' AND EXISTS ({Won})
        """;

    private const string Change = """
        UPDATE rollouts SET status = @status, message = @message, forgiven = @forgiven, pending = @pending, running = @running, succeeded = @succeeded,
          failed = @failed, skipped = @skipped, finished_at = @finished_at, version = version + 1, stamp = @stamp
        WHERE id = @id AND version = @version
        """;

    private static (string, object?)[] Values(RolloutRow row) =>
    [
        ("id", row.Id), ("workspace_id", row.WorkspaceId), ("kind", row.Kind), ("args", row.Args), ("sealed_args", row.SealedArgs),
        ("timeout_s", row.TimeoutS), ("queue_ttl_s", row.QueueTtlS), ("tag", row.Tag), ("parallel", row.Parallel), ("canary", row.Canary),
        ("stop_after_failures", row.StopAfterFailures), ("user_id", row.UserId), ("token_id", row.TokenId), ("caller_name", row.CallerName),
        ("status", row.Status), ("message", row.Message), ("forgiven", row.Forgiven), ("pending", row.Pending), ("running", row.Running),
        ("succeeded", row.Succeeded), ("failed", row.Failed), ("skipped", row.Skipped), ("created_at", row.CreatedAt), ("finished_at", row.FinishedAt),
    ];

    private sealed record PlacedServer(string Server, int Place, string Job);
}
