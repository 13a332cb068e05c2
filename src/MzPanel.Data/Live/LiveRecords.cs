namespace MzPanel.Data.Live;

/// <summary>
/// What changed in a workspace during the last minutes, in an order that every reader on every silo sees alike: a number once
/// seen has nothing unseen before it. Changes of what a caller may not see are among them: who reads judges.
/// </summary>
public sealed class LiveRecords(Database records)
{
    /// <summary>How long a place is kept.</summary>
    public const long KeptMs = 10 * 60 * 1000;

    private const int NumberAtOnce = 5000;
    private const int MostSteps = 20;
    private const int MostBehind = 10_000;

    /// <summary>The place from which everything is told that is committed after this call.</summary>
    public async Task<long> NowAsync(string workspaceId)
    {
        var look = await LookAsync(workspaceId, long.MaxValue, 1);
        for (var step = 0; look.Pending && step < MostSteps; step++)
        {
            await NumberAsync(workspaceId);
            look = await LookAsync(workspaceId, long.MaxValue, 1);
        }
        return look.Last;
    }

    /// <summary>The changes behind a place, which every commit before this call is among, up to <paramref name="limit"/>.</summary>
    public async Task<LivePage> ReadAsync(string workspaceId, long after, int limit)
    {
        var look = await LookAsync(workspaceId, after, limit);
        if (look.Pending)
        {
            await NumberAsync(workspaceId);
            look = await LookAsync(workspaceId, after, limit);
        }
        return new LivePage(look.Last, look.Changes, IsBroken(look, after));
    }

    /// <summary>Lets go of changes older than a time, at most so many; the same for those that nobody looked at.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> SweepAsync(long olderThan, int limit)
    {
        await records.RunApartAsync(LiveNumbering.Sweep(olderThan, limit, records.IsPostgres));
        return await records.FirstAsync<long?>("SELECT at FROM live_changes ORDER BY id LIMIT 1", new { }) < olderThan;
    }

    private static bool IsBroken(Look look, long after) => look.Changes.Count == 0
        ? look.Last != after
        : look.Last - after > MostBehind || look.Changes.Where((change, i) => change.Seq != after + 1 + i).Any();

    private Task NumberAsync(string workspaceId) => records.RunApartAsync(LiveNumbering.OfWorkspace(workspaceId, NumberAtOnce, records.IsPostgres));

    // One statement: the last number and the changes are of the same moment.
    private async Task<Look> LookAsync(string workspaceId, long after, int limit)
    {
        var rows = await records.QueryAsync<LookRow>(
            """
            SELECT c.last, r.seq, r.kind, r.subject_id,
              CASE WHEN EXISTS (SELECT 1 FROM live_changes p WHERE p.workspace_id = @workspaceId AND p.seq IS NULL) THEN 1 ELSE 0 END AS pending
            FROM (SELECT COALESCE(max(k.last), 0) AS last FROM live_counters k WHERE k.workspace_id = @workspaceId) c
            LEFT JOIN (
              SELECT l.seq, l.kind, l.subject_id FROM live_changes l WHERE l.workspace_id = @workspaceId AND l.seq > @after ORDER BY l.seq LIMIT @limit) r ON 1 = 1
            ORDER BY r.seq
            """,
            new { workspaceId, after, limit });
        return new Look(rows[0].Last, rows[0].Pending == 1, [.. rows.Where(row => row.Seq is not null).Select(row => row.Change())]);
    }

    private sealed record Look(long Last, bool Pending, IReadOnlyList<LiveChange> Changes);

    private sealed record LookRow
    {
        public long Last { get; init; }

        public long Pending { get; init; }

        public long? Seq { get; init; }

        public string? Kind { get; init; }

        public string? SubjectId { get; init; }

        public LiveChange Change() => new() { Seq = Seq!.Value, Kind = Kind!, SubjectId = SubjectId! };
    }
}
