using MzPanel.Data.Audit;
using MzPanel.Grains.Audit;
using MzPanel.Grains.License;

namespace MzPanel.Silo.Audit;

/// <summary>Signs how far the chains go, each minute or 1,000 rows (security.md, audit).</summary>
internal sealed class Checkpoints(CheckpointRecords records, CheckpointCopies copies, KeyRing keys, TimeProvider time)
{
    private const int Rows = 1000;
    private const int Batch = 1000;
    private const long PauseMs = 60_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task SignAsync(CancellationToken ct)
    {
        var now = Now;
        foreach (var end in await records.DueAsync(Rows, now - PauseMs, Batch))
        {
            ct.ThrowIfCancellationRequested();
            var jws = await keys.SignAsync(AuditCheckpoint.Of(end, now), AuditJson.Default.AuditCheckpoint, AuditCheckpoint.Type);
            await records.AddAsync(new CheckpointRow(end.WorkspaceId, end.Place, now, jws));
        }
    }

    public Task SweepAsync() => records.SweepAsync(Now - (long)Kept.TotalMilliseconds);

    /// <summary>The last ones about a workspace, from the records and from this silo's file.</summary>
    /// <returns><c>Sound</c> is false where the records hold one that no key of this installation signed.</returns>
    public async Task<(IReadOnlyCollection<AuditCheckpoint> About, bool Sound)> AboutAsync(string workspaceId)
    {
        var copy = copies.Last(workspaceId);
        var row = await records.LastAsync(workspaceId);
        var stored = row is null ? null : AuditCheckpoint.Open(row.Jws, await keys.EverAsync());
        var sound = row is null || stored is not null && stored.WorkspaceId == workspaceId && stored.Place == row.Place;
        return ([.. new[] { copy, sound ? stored : null }.OfType<AuditCheckpoint>()], sound);
    }
}
