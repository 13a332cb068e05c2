using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>
/// The order of one server's jobs: one mutating command at a time, first in first out, and up to four read-only ones beside it
/// (delivery.md, "Lanes"). No awaits, no clock: a picture of the records that says what may start now. The records' unique
/// index is the guarantee.
/// </summary>
internal sealed class JobQueue
{
    private const int MutatingSlot = 0;
    private const int ReadOnlySlots = 4;

    private readonly Dictionary<string, JobRow> jobs = [];

    /// <summary>Jobs in the queue or alive.</summary>
    public IEnumerable<JobRow> Jobs => jobs.Values;

    /// <summary>Those whose command may be alive.</summary>
    public IEnumerable<JobRow> Alive => jobs.Values.Where(j => JobStatus.HoldsLane(j.Status));

    /// <summary>How many may not start yet.</summary>
    public int Waiting => jobs.Values.Count(j => j.Status == JobStatus.Queued);

    /// <summary>Takes the picture anew.</summary>
    public void Reset(IEnumerable<JobRow> rows)
    {
        jobs.Clear();
        foreach (var row in rows)
            Put(row);
    }

    /// <summary>A job as the records have it now; one that neither waits nor holds a lane is forgotten.</summary>
    public void Put(JobRow job)
    {
        if (jobs.TryGetValue(job.Id, out var known) && known.Version > job.Version)
            return;
        if (JobStatus.IsTerminal(job.Status) && job.AbandonedUntil is null)
            jobs.Remove(job.Id);
        else
            jobs[job.Id] = job;
    }

    /// <summary>Forgets a job that the records do not have.</summary>
    public void Remove(string jobId) => jobs.Remove(jobId);

    /// <summary>The job that may start now with the slot it takes, or <see langword="null"/>.</summary>
    public (JobRow Job, int Slot)? Next(long now) => Next(mutating: true, now) ?? Next(mutating: false, now);

    /// <summary>The slot that a new job may take at once; <see langword="null"/> where it has to wait.</summary>
    public int? SlotAtOnce(bool mutating) => InLine(mutating).Any() ? null : FreeSlot(mutating);

    /// <summary>When to look again: the earliest deadline, hold or pause of a waiting job.</summary>
    public long? WakeAt(long now)
    {
        long? wake = null;
        foreach (var job in jobs.Values)
            if (Moment(job, now) is { } at && (wake is null || at < wake))
                wake = at;
        return wake;
    }

    /// <summary>Jobs whose time in the queue, or whose hold on the lane, is over.</summary>
    public IReadOnlyList<JobRow> Due(long now) => [.. jobs.Values.Where(j =>
        (j.Status == JobStatus.Queued && now >= j.QueueDeadline) || (j.AbandonedUntil is { } until && now >= until))];

    private static long? Moment(JobRow job, long now) => job.Status != JobStatus.Queued ? job.AbandonedUntil
        : job.NotBefore > now ? Math.Min(job.NotBefore, job.QueueDeadline) : job.QueueDeadline;

    private (JobRow, int)? Next(bool mutating, long now) =>
        Head(mutating, now) is { } job && FreeSlot(mutating) is { } slot ? (job, slot) : null;

    private int? FreeSlot(bool mutating)
    {
        // A job without a slot came back from lost: it runs all the same, so it counts.
        var holders = jobs.Values.Where(j => j.Mutating == mutating && (JobStatus.HoldsLane(j.Status) || j.AbandonedUntil is not null)).ToList();
        if (mutating)
            return holders.Count == 0 ? MutatingSlot : null;
        return holders.Count < ReadOnlySlots ? Enumerable.Range(1, ReadOnlySlots).First(s => holders.All(h => h.LaneSlot != s)) : null;
    }

    private IEnumerable<JobRow> InLine(bool mutating) => jobs.Values.Where(j => j.Mutating == mutating && j.Status == JobStatus.Queued);

    /// <summary>First in its lane; a pause after <c>busy</c> holds those behind it, because it keeps its place.</summary>
    private JobRow? Head(bool mutating, long now)
    {
        var head = InLine(mutating).MinBy(j => j.Place);
        return head is not null && head.NotBefore <= now && now < head.QueueDeadline ? head : null;
    }
}
