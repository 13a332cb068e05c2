using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Jobs;
using MzPanel.Data.Sites;

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

    /// <summary>Another request under the same idempotency key was first.</summary>
    KeyTaken,
}

/// <summary>
/// Moves one job in the records by compare-and-swap: 0 rows updated means that somebody else moved it, so it is read again and
/// judged again, never forced. One transition at a time.
/// </summary>
internal sealed class JobLedger(string jobId, JobRecords records, FreshJobs fresh, TimeProvider time)
{
    private const int MaxRaces = 8;
    private static readonly TimeSpan GateLimit = TimeSpan.FromSeconds(20);
    private readonly Turnstile gate = new(GateLimit, time);

    /// <summary>The job as last read or written; <see langword="null"/> before it exists.</summary>
    public JobRow? Row { get; private set; }

    /// <summary>Writes the job, and its first offer with it where one is given and the records allow it.</summary>
    public async Task<CreateOutcome> CreateAsync(
        JobRow job, AuditEntry audit, IdempotencyCommit? key, int maxQueued, FirstOffer? offer, SiteDemand? site)
    {
        var outcome = await records.CreateAsync(
            job, audit, key, maxQueued, offer, site is null ? null : new SiteTerms(site.Quota, site.IfVersion));
        if (outcome == CreateOutcome.Offered)
            Keep(offer!.Job with { Version = job.Version + 1 });
        return outcome;
    }

    public async Task<JobRow?> LoadAsync()
    {
        fresh.Forget(jobId);
        return Row = await records.FindAsync(jobId);
    }

    /// <param name="rule">The next row, or <see langword="null"/> where nothing changes.</param>
    /// <param name="audit">What to say about the new row.</param>
    /// <param name="epoch">Where an agent drives the change, the epoch of its link.</param>
    /// <param name="key">Where a person's request does, the answer to keep about the new row.</param>
    public async Task<Moved> MoveAsync(
        Func<JobRow, JobRow?> rule, Func<JobRow, AuditEntry> audit, long? epoch = null, Func<JobRow, IdempotencyCommit?>? key = null)
    {
        await gate.EnterAsync();
        try
        {
            return await RaceAsync(rule, audit, epoch, key);
        }
        catch
        {
            // The outcome may be unknown: what is remembered may be wrong, what is stored is right.
            Row = null;
            fresh.Forget(jobId);
            throw;
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task<Moved> RaceAsync(Func<JobRow, JobRow?> rule, Func<JobRow, AuditEntry> audit, long? epoch, Func<JobRow, IdempotencyCommit?>? key)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if ((Row ?? await LoadAsync()) is not { } before || rule(before) is not { } next)
                return Moved.Unchanged;
            var after = next with { Version = before.Version + 1 };
            var effect = await records.MoveAsync(before, after, audit(after), epoch, key?.Invoke(after));
            if (effect == Effect.KeyTaken)
                return Moved.KeyTaken;
            if (effect == Effect.Done)
            {
                Keep(after);
                return Moved.Yes;
            }
            if ((await LoadAsync())?.Version == before.Version)
                return Moved.Stale;
        }
        throw new TimeoutException("Too many others moved this job at once.");
    }

    private void Keep(JobRow committed)
    {
        Row = committed;
        fresh.Put(committed);
    }
}
