namespace MzPanel.Grains.Limits;

/// <summary>Buckets of many callers; those that are full again are forgotten.</summary>
internal sealed class RateLedger(int perMinute, TimeProvider time, int mostCallers = 100_000)
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, RateBucket> buckets = new(StringComparer.Ordinal);
    private long swept = time.GetTimestamp();

    public int PerMinute => perMinute;

    public int Count => buckets.Count;

    /// <summary>What each caller has left after it.</summary>
    public double[] Note(IReadOnlyList<RateUse> uses)
    {
        Forget();
        return [.. uses.Select(Note)];
    }

    private double Note(RateUse use)
    {
        if (!buckets.TryGetValue(use.Caller, out var bucket))
        {
            bucket = new(perMinute, time);
            if (buckets.Count < mostCallers)
                buckets.Add(use.Caller, bucket);
        }
        bucket.Take(use.Count);
        return bucket.Level;
    }

    private void Forget()
    {
        if (time.GetElapsedTime(swept) < Sweep)
            return;
        swept = time.GetTimestamp();
        foreach (var (caller, bucket) in buckets)
            if (bucket.IsFull)
                buckets.Remove(caller);
    }
}
