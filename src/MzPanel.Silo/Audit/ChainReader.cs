using MzPanel.Data.Audit;
using MzPanel.Grains.Audit;

namespace MzPanel.Silo.Audit;

/// <summary>Reads the rows of a chain a page at a time, along a walk.</summary>
internal sealed class ChainReader(AuditChainRecords records, AuditChain chain)
{
    private const int Page = 1000;

    /// <summary>Walks from the first row to the last, as the chain was when this began.</summary>
    public async Task<AuditWalk> WholeAsync(string workspaceId, IReadOnlyCollection<AuditCheckpoint> about, CancellationToken ct)
    {
        var before = await records.HeadAsync(workspaceId);
        var walk = new AuditWalk(chain, about, ChainHead.None);
        // Rows before the first place are none of ours, and are to be seen.
        await FeedAsync(walk, workspaceId, long.MinValue, long.MaxValue, ct);
        walk.End(before, await records.HeadAsync(workspaceId), walk.Ok ? await records.BesideAsync(workspaceId, ct) : null);
        return walk;
    }

    /// <summary>Whether the rows between two checkpoints lead from the one to the other.</summary>
    public async Task<bool> LeadsAsync(AuditCheckpoint from, AuditCheckpoint to, CancellationToken ct)
    {
        var walk = new AuditWalk(chain, [from, to], from.Head());
        await FeedAsync(walk, from.WorkspaceId, from.Place, to.Place, ct);
        return walk.Ok && walk.Place == to.Place;
    }

    private async Task FeedAsync(AuditWalk walk, string workspaceId, long behind, long last, CancellationToken ct)
    {
        var (place, seq) = (behind, long.MaxValue);
        IReadOnlyList<AuditRow> rows;
        do
        {
            rows = await records.ReadAsync(workspaceId, place, seq, Page, ct);
            if (rows.Count > 0)
                (place, seq) = (rows[^1].Place!.Value, rows[^1].Seq);
        }
        while (rows.TakeWhile(row => row.Place <= last).All(walk.Take) && rows.Count == Page && place < last);
    }
}
