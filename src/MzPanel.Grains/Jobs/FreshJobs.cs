using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>
/// The rows that this silo's jobs wrote a moment ago, so that the server's grain beside them does not read again what was just
/// committed. A small table in which a newer row takes the place of an older one: what is not found here is in the records.
/// </summary>
internal sealed class FreshJobs(TimeProvider time)
{
    private const int Places = 1024;
    private const int LargestText = 4096;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly Entry?[] entries = new Entry?[Places];

    /// <summary>A row as it was committed.</summary>
    public void Put(JobRow job) => Volatile.Write(ref PlaceOf(job.Id), IsLarge(job) ? null : new Entry(job, time.GetTimestamp()));

    /// <summary>What is remembered of a job may not be what is stored.</summary>
    public void Forget(string jobId)
    {
        if (Volatile.Read(ref PlaceOf(jobId))?.Job.Id == jobId)
            Volatile.Write(ref PlaceOf(jobId), null);
    }

    /// <summary>The row of a job, once.</summary>
    public JobRow? Take(string jobId)
    {
        ref var place = ref PlaceOf(jobId);
        if (Volatile.Read(ref place) is not { } entry || entry.Job.Id != jobId)
            return null;
        Interlocked.CompareExchange(ref place, null, entry);
        return time.GetElapsedTime(entry.At) < Fresh ? entry.Job : null;
    }

    private static bool IsLarge(JobRow job) => job.Args.Length + (job.Result?.Length ?? 0) + (job.SealedArgs?.Length ?? 0) > LargestText;

    private ref Entry? PlaceOf(string jobId) => ref entries[(uint)jobId.GetHashCode(StringComparison.Ordinal) % Places];

    private sealed record Entry(JobRow Job, long At);
}
