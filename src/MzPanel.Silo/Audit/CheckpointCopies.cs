using System.Collections.Concurrent;
using MzPanel.Data.Audit;
using MzPanel.Grains.Audit;
using MzPanel.Grains.License;

namespace MzPanel.Silo.Audit;

/// <summary>
/// The checkpoints that any silo signed, in this silo's own file: each silo alone can tell a tail that was cut off in the database.
/// A later one counts only where the rows lead to it from the one before, so that a chain that went on behind a cut stays told.
/// </summary>
internal sealed class CheckpointCopies(CheckpointRecords records, ChainReader chain, KeyRing keys, CheckpointFile file, ILogger<CheckpointCopies> log)
{
    private const int Batch = 1000;

    // Commits show up later than the times in them say, on a database that several silos share.
    private const long OverlapMs = 120_000;
    private readonly ConcurrentDictionary<string, AuditCheckpoint> last = new();
    private long copiedUntil;

    /// <summary>What the file says of each workspace, before anything is added to it.</summary>
    public async Task LoadAsync()
    {
        var latest = new Dictionary<string, string>();
        foreach (var line in file.Read())
            if (AuditCheckpoint.WorkspaceOf(line) is { } workspace)
                latest[workspace] = line;
        var ever = await keys.EverAsync();
        foreach (var line in latest.Values)
            if (AuditCheckpoint.Open(line, ever) is { } signed)
                last[signed.WorkspaceId] = signed;
        copiedUntil = last.Values.Select(c => c.At).DefaultIfEmpty(0).Max();
    }

    /// <summary>Copies what was signed since the last time.</summary>
    public async Task CopyAsync(CancellationToken ct)
    {
        var since = copiedUntil - OverlapMs;
        CheckpointRow? behind = null;
        do
        {
            var page = await records.SinceAsync(since, behind, Batch);
            await AddAsync(page, ct);
            behind = page.Count == Batch ? page[^1] : null;
        }
        while (behind is not null);
    }

    /// <summary>The last one of a workspace.</summary>
    public AuditCheckpoint? Last(string workspaceId) => last.GetValueOrDefault(workspaceId);

    private async Task AddAsync(IReadOnlyList<CheckpointRow> page, CancellationToken ct)
    {
        // Only the last of a workspace matters: the rows lead over those between.
        var news = page.GroupBy(row => row.WorkspaceId).Select(rows => rows.MaxBy(row => row.Place)!)
            .Where(row => Last(row.WorkspaceId) is not { } known || known.Place < row.Place).ToList();
        if (news.Count == 0)
            return;
        var ever = await keys.EverAsync();
        var fresh = new List<(string Jws, AuditCheckpoint Signed)>();
        foreach (var row in news)
            if (AuditCheckpoint.Open(row.Jws, ever) is { } signed && signed.WorkspaceId == row.WorkspaceId && await GoesOnAsync(signed, ct))
                fresh.Add((row.Jws, signed));
        if (fresh.Count == 0)
            return;
        file.Append([.. fresh.Select(c => c.Jws)]);
        foreach (var (_, signed) in fresh)
            last[signed.WorkspaceId] = signed;
        copiedUntil = Math.Max(copiedUntil, fresh.Max(c => c.Signed.At));
    }

    private async Task<bool> GoesOnAsync(AuditCheckpoint signed, CancellationToken ct)
    {
        if (Last(signed.WorkspaceId) is not { } known || await chain.LeadsAsync(known, signed, ct))
            return true;
        log.ChainWasBroken(signed.WorkspaceId, known.Place);
        return false;
    }
}
