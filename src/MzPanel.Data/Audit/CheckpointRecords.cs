namespace MzPanel.Data.Audit;

/// <summary>Signed statements of how far the chains went, so that a tail that was cut off shows.</summary>
public sealed class CheckpointRecords(Database records)
{
    private const string Select = "SELECT c.workspace_id, c.place, c.at, c.jws FROM audit_checkpoints c";

    /// <summary>Chains that went on since their last checkpoint: by so many rows, or before a moment.</summary>
    public async Task<IReadOnlyList<ChainEnd>> DueAsync(long rows, long before, int limit) => await records.QueryAsync<ChainEnd>(
        """
        SELECT h.workspace_id, h.place, a.id AS row_id, h.row_hash
        FROM audit_heads h JOIN audit_links l ON l.workspace_id = h.workspace_id AND l.place = h.place JOIN audit a ON a.seq = l.seq
        WHERE h.place > h.checkpoint_place AND (h.place - h.checkpoint_place >= @rows OR h.checkpoint_at <= @before) LIMIT @limit
        """,
        new { rows, before, limit });

    /// <summary>Keeps one; the first of a place stays.</summary>
    public Task AddAsync(CheckpointRow checkpoint) => records.Log.WriteAsync(
    [
        new("INSERT INTO audit_checkpoints (workspace_id, place, at, jws) VALUES (@workspace, @place, @at, @jws) ON CONFLICT (workspace_id, place) DO NOTHING",
            ("workspace", checkpoint.WorkspaceId), ("place", checkpoint.Place), ("at", checkpoint.At), ("jws", checkpoint.Jws)),
        new("UPDATE audit_heads SET checkpoint_place = @place, checkpoint_at = @at WHERE workspace_id = @workspace AND checkpoint_place < @place",
            ("workspace", checkpoint.WorkspaceId), ("place", checkpoint.Place), ("at", checkpoint.At)),
    ]);

    /// <summary>Those made since a moment and behind one of them, in the order of time, workspace and place.</summary>
    public async Task<IReadOnlyList<CheckpointRow>> SinceAsync(long at, CheckpointRow? behind, int limit) => await records.QueryAsync<CheckpointRow>(
        Select + " WHERE c.at >= @at AND (c.at, c.workspace_id, c.place) > (@behindAt, @behindWorkspace, @behindPlace) ORDER BY c.at, c.workspace_id, c.place LIMIT @limit",
        new { at, behindAt = behind?.At ?? -1, behindWorkspace = behind?.WorkspaceId ?? "", behindPlace = behind?.Place ?? 0, limit });

    /// <summary>The last one of a workspace.</summary>
    public Task<CheckpointRow?> LastAsync(string workspaceId) =>
        records.FirstAsync<CheckpointRow>(Select + " WHERE c.workspace_id = @workspaceId ORDER BY c.place DESC LIMIT 1", new { workspaceId });

    /// <summary>Forgets those made before a moment, but for the last one of each workspace.</summary>
    public Task SweepAsync(long before) => records.Log.WriteAsync([new(
        "DELETE FROM audit_checkpoints WHERE at < @before AND place < (SELECT h.checkpoint_place FROM audit_heads h WHERE h.workspace_id = audit_checkpoints.workspace_id)",
        ("before", before))]);
}
