using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Team;

namespace MzPanel.Data.Account;

/// <summary>A workspace.</summary>
/// <param name="Id"><c>wks_…</c></param>
/// <param name="Name">What it is called.</param>
/// <param name="UpdatePolicy">When its agents are updated, where their server does not say otherwise.</param>
/// <param name="Version">Raised by every change that people see.</param>
public sealed record WorkspaceRow(string Id, string Name, string UpdatePolicy, long Version);

/// <summary>Workspaces themselves.</summary>
public sealed class WorkspaceRecords(Database records)
{
    private const string Won = "SELECT 1 FROM workspaces w WHERE w.id = @workspace AND w.stamp = @stamp";
    private const string Schedules = "SELECT c.id FROM schedules c WHERE c.workspace_id = @workspace AND c.stamp = @stamp";
    private const string CancelledWithWorkspace = """{"status":"cancelled","because":"workspace.close"}""";

    /// <summary>An open workspace.</summary>
    public Task<WorkspaceRow?> FindAsync(string id) =>
        records.FirstAsync<WorkspaceRow>("SELECT id, name, update_policy, version FROM workspaces WHERE id = @id AND closed_at IS NULL", new { id });

    /// <summary>Changes what it is called, and when its agents are updated; <see langword="false"/> where the row is another version by now.</summary>
    public async Task<bool> ChangeAsync(WorkspaceRow before, WorkspaceRow after, AuditEntry audit)
    {
        (string, object?)[] values =
            [("workspace", before.Id), ("name", after.Name), ("update_policy", after.UpdatePolicy), ("version", before.Version), ("stamp", RecordId.NewStamp())];
        var affected = await records.Control.WriteAsync(
        [
            new(
                """
                UPDATE workspaces SET name = @name, update_policy = @update_policy, version = version + 1, stamp = @stamp
                WHERE id = @workspace AND version = @version AND closed_at IS NULL
                """,
                values),
            AuditSql.Insert(audit, records.Now, Won, values),
        ]);
        return affected[0] > 0;
    }

    /// <summary>
    /// Closes a workspace for everybody but the audit: its servers are deleted, their tokens end, jobs that wait are cancelled,
    /// each with an audit row, everybody is signed out, and who has no other workspace has no account any more. Schedules, plans and
    /// destinations of backups go, and every sealed credential with them. Jobs under way are left to be judged as lost, and keep theirs
    /// until then. Missed where it is closed already, or called something else.
    /// </summary>
    public Task<Effect> CloseAsync(string id, string confirmedName, AuditEntry audit, IdempotencyCommit? key)
    {
        var (op, now) = (new KeyedOp(key), records.Now);
        (string, object?)[] values = [("workspace", id), ("name", confirmedName), ("now", now), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new("UPDATE workspaces SET closed_at = @now, version = version + 1, stamp = @stamp WHERE id = @workspace AND name = @name AND closed_at IS NULL" + op.And,
                op.With(values)),
            new Stamped(Won, values),
            [
                AuditSql.Insert(audit, now, Won, values),
                .. Servers(values),
                AuditSql.InsertPerJob(audit with { Action = "job.cancel", Details = CancelledWithWorkspace }, now, op.Stamp, "FROM jobs r WHERE r.workspace_id = @workspace AND r.stamp = @stamp", values),
                .. Orders(values),
                .. People(values),
            ]);
    }

    /// <summary>Servers that went with their workspace; their agents may still be connected.</summary>
    public async Task<IReadOnlyList<string>> ServersOfClosedAsync(string id) => await records.QueryAsync<string>(
        "SELECT s.id FROM servers s JOIN workspaces w ON w.id = s.workspace_id WHERE w.id = @id AND s.deleted_at = w.closed_at", new { id });

    private static IEnumerable<Statement> Servers((string, object?)[] values) =>
    [
        new($"UPDATE servers SET deleted_at = @now, version = version + 1, stamp = @stamp WHERE workspace_id = @workspace AND deleted_at IS NULL AND EXISTS ({Won})", values),
        // Waits for whoever is putting a job into a queue, so that none is forgotten in it.
        new("UPDATE server_queues SET last_place = last_place WHERE server_id IN (SELECT s.id FROM servers s WHERE s.workspace_id = @workspace AND s.stamp = @stamp)", values),
        new($"UPDATE credentials SET state = 'revoked', ended_at = @now WHERE workspace_id = @workspace AND ended_at IS NULL AND EXISTS ({Won})", values),
        new(
            $"""
            UPDATE jobs SET status = '{JobStatus.Cancelled}', changed_at = @now, finished_at = @now, version = version + 1, stamp = @stamp,
              cancel_requested_at = COALESCE(cancel_requested_at, @now)
            WHERE workspace_id = @workspace AND status = '{JobStatus.Queued}' AND EXISTS ({Won})
            """,
            values),
    ];

    // Rows are stamped, and so held, before what belongs to them goes: what a run or a move of a job adds meanwhile goes too.
    private static IEnumerable<Statement> Orders((string, object?)[] values) =>
    [
        new($"UPDATE schedules SET stamp = @stamp WHERE workspace_id = @workspace AND EXISTS ({Won})", values),
        new($"DELETE FROM schedule_runs WHERE schedule_id IN ({Schedules})", values),
        new($"DELETE FROM backup_plan_destinations WHERE plan_id IN ({Schedules})", values),
        new("DELETE FROM schedules WHERE workspace_id = @workspace AND stamp = @stamp", values),
        new($"DELETE FROM backup_seals WHERE destination_id IN (SELECT d.id FROM backup_destinations d WHERE d.workspace_id = @workspace) AND EXISTS ({Won})", values),
        new($"DELETE FROM backup_destinations WHERE workspace_id = @workspace AND EXISTS ({Won})", values),
        new($"UPDATE rollouts SET sealed_args = NULL WHERE workspace_id = @workspace AND sealed_args IS NOT NULL AND EXISTS ({Won})", values),
        new(
            $"""
            UPDATE jobs SET sealed_args = CASE WHEN lane_slot IS NULL THEN NULL ELSE sealed_args END
            WHERE workspace_id = @workspace AND sealed_args IS NOT NULL AND EXISTS ({Won})
            """,
            values),
    ];

    private static IEnumerable<Statement> People((string, object?)[] values) =>
    [
        new($"DELETE FROM invitations WHERE workspace_id = @workspace AND EXISTS ({Won})", values),
        new($"DELETE FROM sessions WHERE workspace_id = @workspace AND EXISTS ({Won})", values),
        new($"DELETE FROM api_tokens WHERE workspace_id = @workspace AND EXISTS ({Won})", values),
        // The members go last: they say whose accounts may end.
        .. TeamSql.Release(column => $"{column} IN (SELECT p.user_id FROM members p WHERE p.workspace_id = @workspace) AND EXISTS ({Won})", values),
        new($"DELETE FROM members WHERE workspace_id = @workspace AND EXISTS ({Won})", values),
    ];
}
