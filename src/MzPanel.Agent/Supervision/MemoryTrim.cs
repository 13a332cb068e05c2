using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Supervision;

/// <summary>
/// Gives memory back to the VPS: once after the start has settled, and then from time to time, for what a busy hour took. An idle
/// agent allocates so little that the collector would not come round to it for days.
/// </summary>
internal sealed class MemoryTrim(TimeProvider time, Action collect)
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private long since = time.GetTimestamp();
    private TimeSpan wait = Settled;

    public static MemoryTrim OfThisProcess(TimeProvider time) => new(time, Collect);

    public void CameRound()
    {
        if (time.GetElapsedTime(since) < wait)
            return;
        (since, wait) = (time.GetTimestamp(), Period);
        collect();
    }

    private static void Collect()
    {
        MappedFiles.Release();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = Libc.TrimHeap(0);
    }
}
