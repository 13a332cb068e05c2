using System.Text.Json;

namespace MzPanel.Data.Audit;

/// <summary>
/// The chain over the rows of a workspace's audit: links that are only ever appended. Every silo may extend it: the head moves by
/// compare-and-swap, so that of two at once one wins and the other changes nothing.
/// </summary>
public sealed class AuditChainRecords(Database records)
{
    private const string Won = "SELECT 1 FROM audit_heads h WHERE h.workspace_id = @workspace AND h.stamp = @stamp";

    /// <summary>Workspaces that have rows nobody chained yet.</summary>
    public async Task<IReadOnlyList<string>> UnchainedAsync(int limit) =>
        await records.QueryAsync<string>("SELECT DISTINCT workspace_id FROM audit_waiting LIMIT @limit", new { limit });

    /// <summary>How far a workspace's chain goes.</summary>
    public async Task<ChainHead> HeadAsync(string workspaceId) => await records.FirstAsync<ChainHead>(
        "SELECT place, row_hash FROM audit_heads WHERE workspace_id = @workspaceId", new { workspaceId }) ?? ChainHead.None;

    /// <summary>The rows to chain next, in the order they were written.</summary>
    public async Task<IReadOnlyList<AuditRow>> NextAsync(string workspaceId, int limit) => await records.QueryAsync<AuditRow>(
        $"SELECT {AuditRecords.Columns} FROM audit_waiting w JOIN audit a ON a.seq = w.seq WHERE w.workspace_id = @workspaceId ORDER BY w.seq LIMIT @limit",
        new { workspaceId, limit });

    /// <summary>Links rows behind a head, in the order of their numbers; <see langword="false"/> where another silo moved it meanwhile.</summary>
    public async Task<bool> ExtendAsync(string workspaceId, ChainHead before, IReadOnlyList<ChainLink> links, long now)
    {
        (string, object?)[] all =
        [
            ("workspace", workspaceId), ("before", before.Place), ("place", links[^1].Place), ("hash", links[^1].RowHash), ("stamp", RecordId.NewStamp()), ("now", now),
            ("none", Array.Empty<byte>()), ("rows", JsonSerializer.Serialize(links.Select(link => link.Seq))), ("hashes", Hashes(links)),
        ];
        // Behind the transitions: a chain that waits a moment delays nobody.
        var affected = await records.Log.WriteAsync(
        [
            new("INSERT INTO audit_heads (workspace_id, place, row_hash, stamp, checkpoint_place, checkpoint_at) VALUES (@workspace, 0, @none, '', 0, 0) ON CONFLICT (workspace_id) DO NOTHING", all),
            new("UPDATE audit_heads SET place = @place, row_hash = @hash, stamp = @stamp WHERE workspace_id = @workspace AND place = @before", all),
            new(
                $"""
                INSERT INTO audit_links (workspace_id, place, seq, row_hash, chained_at)
                SELECT @workspace, @before + n.nth, n.seq, {Hash}, @now
                FROM (SELECT s.seq, row_number() OVER (ORDER BY s.seq) AS nth FROM ({Rows}) s) n
                WHERE EXISTS ({Won})
                """,
                all),
            new($"DELETE FROM audit_waiting WHERE workspace_id = @workspace AND seq IN ({Rows}) AND EXISTS ({Won})", all),
        ]);
        return affected[1] > 0;
    }

    /// <summary>Rows of the chain behind one, in its order.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(string workspaceId, long afterPlace, long afterSeq, int limit, CancellationToken ct = default) => await records.QueryAsync<AuditRow>(
        $"""
        SELECT {AuditRecords.Columns}, l.place, l.row_hash FROM audit_links l JOIN audit a ON a.seq = l.seq
        WHERE l.workspace_id = @workspaceId AND l.place >= @afterPlace AND (l.place, l.seq) > (@afterPlace, @afterSeq) ORDER BY l.place, l.seq LIMIT @limit
        """,
        new { workspaceId, afterPlace, afterSeq, limit }, ct);

    /// <summary>The first row that neither is in the chain nor waits for its place there: nobody who writes rows leaves one.</summary>
    public Task<string?> BesideAsync(string workspaceId, CancellationToken ct = default) => records.FirstAsync<string>(
        """
        SELECT a.id FROM audit a WHERE a.seq = (SELECT min(b.seq) FROM (
          SELECT seq FROM audit WHERE workspace_id = @workspaceId EXCEPT SELECT seq FROM audit_links WHERE workspace_id = @workspaceId
          EXCEPT SELECT seq FROM audit_waiting WHERE workspace_id = @workspaceId) b)
        """,
        new { workspaceId }, ct);

    private string Rows => $"SELECT CAST(CAST(r.value AS text) AS bigint) AS seq FROM {records.Each("rows")}";

    /// <summary>One hash out of all of them, 32 bytes each.</summary>
    private string Hash => $"substr({(records.IsPostgres ? "CAST(@hashes AS bytea)" : "@hashes")}, CAST(n.nth AS integer) * 32 - 31, 32)";

    private static byte[] Hashes(IReadOnlyList<ChainLink> links) => [.. links.SelectMany(link => link.RowHash)];
}
