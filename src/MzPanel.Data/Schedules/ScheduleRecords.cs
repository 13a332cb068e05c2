using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Schedules;

/// <summary>Schedules. This file: what people do. <c>ScheduleRecords.Runs.cs</c>: what the clock does.</summary>
public sealed partial class ScheduleRecords(Database records)
{
    /// <summary>Most schedules of a workspace.</summary>
    public const int Most = 10_000;

    private const string Select = """
        SELECT s.id, s.workspace_id, s.name, s.server_id, s.tag, s.kind, s.args, s.sealed_args, s.timeout_s, s.queue_ttl_s, s.cron, s.time_zone,
          s.overlap, s.enabled, s.user_id, s.token_id, s.caller_name, s.next_run_at, s.last_at, s.last_due_at, s.last_jobs, s.last_skipped,
          s.last_refused, s.last_message, s.created_at, s.version
        FROM schedules s
        """;

    // Plans of backups go by the same clock, and are shown on routes of their own.
    private const string Plans = $"s.kind = '{ScheduleRow.PlanKind}' AND EXISTS (SELECT 1 FROM servers v WHERE v.id = s.server_id AND v.deleted_at IS NULL)";

    private const string Others = $"s.kind <> '{ScheduleRow.PlanKind}'";

    /// <summary>Condition for what follows from a change of the schedule <c>@id</c>.</summary>
    internal const string Won = "SELECT 1 FROM schedules w WHERE w.id = @id AND w.stamp = @stamp";

    /// <summary>Makes a schedule; missed where the workspace has as many as it may.</summary>
    public Task<Effect> AddAsync(ScheduleRow row, AuditEntry audit, IdempotencyCommit? key) => AddAsync(row, audit, key, ScheduleExtra.None);

    /// <summary>Makes a schedule and what belongs to it; missed also where the condition of that does not hold.</summary>
    internal Task<Effect> AddAsync(ScheduleRow row, AuditEntry audit, IdempotencyCommit? key, ScheduleExtra extra)
    {
        var op = new WorkspaceOp(row.WorkspaceId, key);
        (string, object?)[] values = [.. Values(row), ("created_at", row.CreatedAt), ("stamp", op.Stamp), .. extra.Values];
        return op.WriteAsync(records.Control,
            new(
                $"""
                INSERT INTO schedules (id, workspace_id, name, server_id, tag, kind, args, sealed_args, timeout_s, queue_ttl_s, cron, time_zone, overlap,
                  enabled, user_id, token_id, caller_name, next_run_at, last_jobs, last_skipped, last_refused, created_at, version, stamp)
                SELECT @id, @workspace_id, @name, @server_id, @tag, @kind, @args, @sealed_args, @timeout_s, @queue_ttl_s, @cron, @time_zone, @overlap,
                  @enabled, @user_id, @token_id, @caller_name, @next_run_at, 0, 0, 0, @created_at, 1, @stamp
                WHERE (SELECT count(*) FROM schedules o WHERE o.workspace_id = @workspace_id) < {Most} AND EXISTS ({WorkspaceOp.Held}){extra.And}
                """,
                values),
            new Stamped(Won, values),
            AuditSql.Insert(audit, row.CreatedAt, Won, values),
            [.. extra.Statements(values)]);
    }

    /// <summary>A schedule, for whoever runs it.</summary>
    public Task<ScheduleRow?> FindAsync(string id) => records.FirstAsync<ScheduleRow>(Select + " WHERE s.id = @id", new { id });

    /// <summary>A schedule, for a caller of that workspace.</summary>
    public Task<ScheduleRow?> FindAsync(string workspaceId, string id) =>
        records.FirstAsync<ScheduleRow>($"{Select} WHERE s.id = @id AND s.workspace_id = @workspaceId AND {Others}", new { workspaceId, id });

    /// <summary>A plan, for a caller of that workspace; one of a deleted server is over.</summary>
    internal Task<ScheduleRow?> FindPlanAsync(string workspaceId, string id) =>
        records.FirstAsync<ScheduleRow>($"{Select} WHERE s.id = @id AND s.workspace_id = @workspaceId AND {Plans}", new { workspaceId, id });

    /// <summary>Schedules of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<ScheduleRow> Rows, string? Next)> ListAsync(string workspaceId, ScheduleFilter filter, int limit, string? cursor) =>
        new ListQuery(Select, "s.created_at", "s.id")
            .Where("s.workspace_id = @workspace", "workspace", workspaceId)
            .Where(filter.OnlyPlans ? Plans : Others)
            .Where("s.server_id = @server", "server", filter.ServerId)
            .Where("s.tag = @tag", "tag", filter.Tag)
            .Where("s.kind = @kind", "kind", filter.Kind)
            .Where("s.enabled = @enabled", "enabled", filter.Enabled is { } enabled ? (enabled ? 1L : 0L) : null)
            .Where($"(s.server_id {records.OneOf("within")} OR (s.tag IS NOT NULL AND s.user_id = @own))", "within", filter.WithinServers)
            .With("own", filter.OwnOf ?? "")
            .PageAsync<ScheduleRow>(records, limit, cursor, schedule => new PageCursor(schedule.CreatedAt, schedule.Id));

    /// <summary>Changes a schedule; <see langword="false"/> where it is another version by now, or gone.</summary>
    public Task<bool> UpdateAsync(ScheduleRow before, ScheduleRow after, AuditEntry audit) => UpdateAsync(before, after, audit, ScheduleExtra.None);

    /// <summary>Changes a schedule and what belongs to it; <see langword="false"/> also where the condition of that does not hold.</summary>
    internal async Task<bool> UpdateAsync(ScheduleRow before, ScheduleRow after, AuditEntry audit, ScheduleExtra extra)
    {
        var op = new WorkspaceOp(before.WorkspaceId);
        (string, object?)[] values = [.. Values(after), ("version", before.Version), ("stamp", op.Stamp), .. extra.Values];
        // A run that came in between has moved next_run_at: it stays, unless this change gives another.
        var next = before.NextRunAt == after.NextRunAt ? "" : ", next_run_at = @next_run_at";
        // What was claimed is of no use any more, unless only the name is another one.
        Statement[] claims = extra == ScheduleExtra.None && before with { Name = after.Name } == after ? [new(KeepClaims, values)] : [];
        return await op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE schedules SET name = @name, server_id = @server_id, tag = @tag, kind = @kind, args = @args, sealed_args = @sealed_args,
                  timeout_s = @timeout_s, queue_ttl_s = @queue_ttl_s, cron = @cron, time_zone = @time_zone, overlap = @overlap, enabled = @enabled,
                  user_id = @user_id, token_id = @token_id, caller_name = @caller_name, version = version + 1, stamp = @stamp{next}
                WHERE id = @id AND workspace_id = @workspace_id AND version = @version AND EXISTS ({WorkspaceOp.Held}){extra.And}
                """,
                values),
            new Stamped(Won, values),
            AuditSql.Insert(audit, records.Now, Won, values),
            [.. claims, .. extra.Statements(values)]) == Effect.Done;
    }

    private const string KeepClaims = $"UPDATE schedule_runs SET version = @version + 1 WHERE schedule_id = @id AND state = 'claimed' AND version = @version AND EXISTS ({Won})";

    /// <summary>Deletes a schedule; jobs it made stay. <see langword="false"/> where it is another version by now, or gone.</summary>
    public async Task<bool> DeleteAsync(ScheduleRow before, AuditEntry audit)
    {
        (string, object?)[] values =
            [("id", before.Id), ("workspace_id", before.WorkspaceId), ("version", before.Version), ("stamp", RecordId.NewStamp())];
        return (await records.Control.WriteAsync(
        [
            new("UPDATE schedules SET stamp = @stamp WHERE id = @id AND workspace_id = @workspace_id AND version = @version", values),
            AuditSql.Insert(audit, records.Now, Won, values),
            new($"DELETE FROM schedule_runs WHERE schedule_id = @id AND EXISTS ({Won})", values),
            new($"DELETE FROM backup_plan_destinations WHERE plan_id = @id AND EXISTS ({Won})", values),
            new("DELETE FROM schedules WHERE id = @id AND stamp = @stamp", values),
        ]))[0] > 0;
    }

    private static (string, object?)[] Values(ScheduleRow row) =>
    [
        ("id", row.Id), ("workspace_id", row.WorkspaceId), ("workspace", row.WorkspaceId), ("name", row.Name), ("server_id", row.ServerId), ("tag", row.Tag), ("kind", row.Kind),
        ("args", row.Args), ("sealed_args", row.SealedArgs), ("timeout_s", row.TimeoutS), ("queue_ttl_s", row.QueueTtlS), ("cron", row.Cron),
        ("time_zone", row.TimeZone), ("overlap", row.Overlap), ("enabled", row.Enabled), ("user_id", row.UserId), ("token_id", row.TokenId),
        ("caller_name", row.CallerName), ("next_run_at", row.NextRunAt),
    ];
}
