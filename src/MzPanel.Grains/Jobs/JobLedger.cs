using MzPanel.Data.Audit;
using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>How a transition went.</summary>
internal enum Moved
{
    /// <summary>Committed.</summary>
    Yes,

    /// <summary>The rule changes nothing in the job's present state.</summary>
    Unchanged,

    /// <summary>The epoch is an old one.</summary>
    Stale,
}

/// <summary>
/// Moves one job in the records by compare-and-swap: 0 rows updated means that somebody else moved it, so it is read again and
/// judged again, never forced. One transition at a time.
/// </summary>
internal sealed class JobLedger(string jobId, JobRecords records) : IDisposable
{
    private const int MaxRaces = 8;
    private static readonly TimeSpan GateLimit = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>The job as last read or written; <see langword="null"/> before it exists.</summary>
    public JobRow? Row { get; private set; }

    public async Task<JobRow?> LoadAsync() => Row = await records.FindAsync(jobId);

    public async Task<Moved> MoveAsync(Func<JobRow, JobRow?> rule, Func<JobRow, AuditEntry> audit, long? epoch = null)
    {
        if (!await gate.WaitAsync(GateLimit))
            throw new TimeoutException("A transition of this job did not end in time.");
        try
        {
            return await RaceAsync(rule, audit, epoch);
        }
        catch
        {
            // The outcome may be unknown: what is remembered may be wrong, what is stored is right.
            Row = null;
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Moved> RaceAsync(Func<JobRow, JobRow?> rule, Func<JobRow, AuditEntry> audit, long? epoch)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if ((Row ?? await LoadAsync()) is not { } before || rule(before) is not { } next)
                return Moved.Unchanged;
            var after = next with { Version = before.Version + 1 };
            if (await records.MoveAsync(before, after, audit(after), epoch))
            {
                Row = after;
                return Moved.Yes;
            }
            if ((await LoadAsync())?.Version == before.Version)
                return Moved.Stale;
        }
        throw new TimeoutException("Too many others moved this job at once.");
    }

    public void Dispose() => gate.Dispose();
}
