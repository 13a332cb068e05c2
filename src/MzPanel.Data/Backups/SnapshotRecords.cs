using MzPanel.Data.Paging;

namespace MzPanel.Data.Backups;

/// <summary>Snapshots, for callers of a workspace; what makes them is the end of a job (<see cref="BackupOutcome"/>). Those of a deleted server are not there.</summary>
public sealed class SnapshotRecords(Database records)
{
    private const string Select = """
        SELECT s.id, s.workspace_id, s.plan_id, s.server_id, s.destination_id, s.job_id, s.restic_id, s.taken_at, s.size_bytes, s.files, s.status,
          s.error_code, s.error_message, s.created_at
        FROM backup_snapshots s JOIN servers v ON v.id = s.server_id
        """;

    private const string There = "v.deleted_at IS NULL";

    /// <summary>A snapshot, for a caller of that workspace.</summary>
    public Task<SnapshotRow?> FindAsync(string workspaceId, string id) => records.FirstAsync<SnapshotRow>(
        $"{Select} WHERE s.id = @id AND s.workspace_id = @workspaceId AND {There}", new { workspaceId, id });

    /// <summary>Snapshots of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<SnapshotRow> Rows, string? Next)> ListAsync(string workspaceId, SnapshotFilter filter, int limit, string? cursor) =>
        new ListQuery(Select, "s.created_at", "s.id")
            .Where("s.workspace_id = @workspace", "workspace", workspaceId)
            .Where(There)
            .Where("s.server_id = @server", "server", filter.ServerId)
            .Where("s.plan_id = @plan", "plan", filter.PlanId)
            .Where("s.destination_id = @destination", "destination", filter.DestinationId)
            .Where("s.status = @status", "status", filter.Status)
            .Where($"s.server_id {records.OneOf("within")}", "within", filter.WithinServers)
            .PageAsync<SnapshotRow>(records, limit, cursor, row => new PageCursor(row.CreatedAt, row.Id));
}
