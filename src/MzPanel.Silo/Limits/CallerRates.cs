using MzPanel.Grains.Limits;

namespace MzPanel.Silo.Limits;

/// <summary>
/// What this silo knows about its callers' use of a limit: its own at once, that of other silos a moment later. The emptier a
/// bucket, the sooner the others are told. Buckets that are full again are forgotten.
/// </summary>
internal sealed class CallerRates(int perMinute, TimeProvider time, int mostCallers = 100_000)
{
    // Stands for all who find no place.
    private const string Others = "others";
    private const double ToldPart = 1.0 / 16;
    private const double MostUntoldPart = 1.0 / 50;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Rate> rates = new(StringComparer.Ordinal);
    private readonly HashSet<string> untold = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (gate)
                return rates.Count;
        }
    }

    /// <summary>Takes one, where there is one: what is left, and whether the others should hear of it now.</summary>
    public (bool Taken, double Left, bool Tell) TryTake(string caller)
    {
        lock (gate)
        {
            var rate = Find(ref caller, out var isNew);
            if (!rate.Bucket.TryTake())
                return (false, rate.Bucket.Level, false);
            rate.Untold++;
            untold.Add(caller);
            var left = rate.Bucket.Level;
            return (true, left, isNew || rate.Untold >= Math.Clamp(left * ToldPart, 1, Math.Max(1, perMinute * MostUntoldPart)));
        }
    }

    /// <summary>What the others have not heard of, at most so many callers; it counts as told.</summary>
    public IReadOnlyList<RateUse> Tell(int most)
    {
        lock (gate)
        {
            RateUse[] uses = [.. untold.Take(most).Select(caller => new RateUse(caller, rates[caller].Untold))];
            foreach (var use in uses)
            {
                untold.Remove(use.Caller);
                rates[use.Caller].Untold = 0;
            }
            return uses;
        }
    }

    /// <summary>What callers have left in the cluster, as of what was told last.</summary>
    public void Learn(IReadOnlyList<RateUse> told, IReadOnlyList<double> left)
    {
        lock (gate)
            for (var i = 0; i < told.Count; i++)
                if (rates.TryGetValue(told[i].Caller, out var rate))
                    rate.Bucket.Lower(left[i] - rate.Untold);
    }

    /// <summary>They could not be told.</summary>
    public void Untell(IReadOnlyList<RateUse> told)
    {
        lock (gate)
            foreach (var use in told)
                if (rates.TryGetValue(use.Caller, out var rate))
                {
                    rate.Untold += use.Count;
                    untold.Add(use.Caller);
                }
    }

    /// <summary>Forgets who uses nothing of it; with <paramref name="alone"/> nobody else has to hear first.</summary>
    public void Forget(bool alone)
    {
        lock (gate)
        {
            foreach (var (caller, rate) in rates)
                if (rate.Bucket.IsFull && (alone || rate.Untold == 0))
                    rates.Remove(caller);
            if (alone)
                foreach (var rate in rates.Values)
                    rate.Untold = 0;
            if (alone)
                untold.Clear();
        }
    }

    private Rate Find(ref string caller, out bool isNew)
    {
        isNew = false;
        if (rates.TryGetValue(caller, out var known))
            return known;
        if (rates.Count >= mostCallers)
            caller = Others;
        if (rates.TryGetValue(caller, out known))
            return known;
        isNew = true;
        return rates[caller] = new(new(perMinute, time));
    }

    private sealed class Rate(RateBucket bucket)
    {
        public RateBucket Bucket => bucket;

        public int Untold { get; set; }
    }
}
