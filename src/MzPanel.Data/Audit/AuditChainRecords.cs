namespace MzPanel.Data.Audit;

/// <summary>
/// The chain over the rows of a workspace's audit. Every silo may extend it: the head moves by compare-and-swap, so that of two
/// at once one wins and the other changes nothing.
/// </summary>
public sealed class AuditChainRecords(Database records)
{
    private const string Won = "SELECT 1 FROM audit_heads h WHERE h.workspace_id = @workspace AND h.stamp = @stamp";

    /// <summary>Workspaces that have rows nobody chained yet.</summary>
    public async Task<IReadOnlyList<string>> UnchainedAsync(int limit) =>
        await records.QueryAsync<string>("SELECT DISTINCT workspace_id FROM audit WHERE place IS NULL LIMIT @limit", new { limit });

    /// <summary>How far a workspace's chain goes.</summary>
    public async Task<ChainHead> HeadAsync(string workspaceId) => await records.FirstAsync<ChainHead>(
        "SELECT place, row_hash FROM audit_heads WHERE workspace_id = @workspaceId", new { workspaceId }) ?? ChainHead.None;

    /// <summary>The rows to chain next, in the order they were written.</summary>
    public async Task<IReadOnlyList<AuditRow>> NextAsync(string workspaceId, int limit) => await records.QueryAsync<AuditRow>(
        AuditRecords.Select + " WHERE a.workspace_id = @workspaceId AND a.place IS NULL ORDER BY a.seq LIMIT @limit", new { workspaceId, limit });

    /// <summary>Links rows behind a head; <see langword="false"/> where another silo moved it meanwhile.</summary>
    public async Task<bool> ExtendAsync(string workspaceId, ChainHead before, IReadOnlyList<ChainLink> links, long now)
    {
        var stamp = RecordId.NewStamp();
        // Behind the transitions: a chain that waits a moment delays nobody.
        var affected = await records.Log.WriteAsync(
        [
            new("INSERT INTO audit_heads (workspace_id, place, row_hash, stamp, checkpoint_place, checkpoint_at) VALUES (@workspace, 0, @none, '', 0, 0) ON CONFLICT (workspace_id) DO NOTHING",
                ("workspace", workspaceId), ("none", Array.Empty<byte>())),
            new("UPDATE audit_heads SET place = @place, row_hash = @hash, stamp = @stamp WHERE workspace_id = @workspace AND place = @before",
                ("workspace", workspaceId), ("place", links[^1].Place), ("hash", links[^1].RowHash), ("stamp", stamp), ("before", before.Place)),
            .. links.Select(link => new Statement(
                $"UPDATE audit SET place = @place, prev_hash = @prev, row_hash = @hash, chained_at = @now WHERE id = @id AND place IS NULL AND EXISTS ({Won})",
                ("id", link.RowId), ("place", link.Place), ("prev", link.PrevHash), ("hash", link.RowHash), ("now", now), ("workspace", workspaceId), ("stamp", stamp))),
        ]);
        return affected[1] > 0;
    }

    /// <summary>Rows of the chain behind one, in its order.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(string workspaceId, long afterPlace, long afterSeq, int limit, CancellationToken ct = default) => await records.QueryAsync<AuditRow>(
        AuditRecords.Select + " WHERE a.workspace_id = @workspaceId AND a.place >= @afterPlace AND (a.place, a.seq) > (@afterPlace, @afterSeq) ORDER BY a.place, a.seq LIMIT @limit",
        new { workspaceId, afterPlace, afterSeq, limit }, ct);
}
