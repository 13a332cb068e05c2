namespace MzPanel.Grains.Account;

/// <summary>
/// Makes guessing slow without locking anybody out: each failure beyond the free ones doubles the wait of its buckets, up to
/// half a minute. A try counts as failed until it is known to be right, so that many at once do not slip through.
/// </summary>
public sealed class SignInBackoff(TimeProvider time, int mostBuckets = 50_000)
{
    private const int LongestWaitS = 30;
    private const int MostDoublings = 5;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Bucket>> buckets = [];
    private readonly LinkedList<Bucket> oldestFirst = new();

    /// <summary>Buckets in memory.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return buckets.Count;
        }
    }

    /// <summary>Counts a try, or says how long to wait before the next one; a refused try does not count.</summary>
    public TimeSpan? Enter(params IReadOnlyList<BackoffKey> keys)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var until = keys.Select(key => buckets.TryGetValue(key.Text, out var known) ? known.Value.Until : default).Max();
            if (until > now)
                return until - now;
            foreach (var key in keys)
                Fail(key, now);
            Forget(now);
            return null;
        }
    }

    /// <summary>The try was right.</summary>
    public void Succeeded(params IReadOnlyList<BackoffKey> keys)
    {
        lock (gate)
            foreach (var key in keys)
                if (buckets.TryGetValue(key.Text, out var known))
                    if (key.Shared)
                        TakeBack(known);
                    else
                        Remove(known);
    }

    /// <summary>The try came to no verdict.</summary>
    public void Withdrew(params IReadOnlyList<BackoffKey> keys)
    {
        lock (gate)
            foreach (var key in keys)
                if (buckets.TryGetValue(key.Text, out var known))
                    TakeBack(known);
    }

    private void Fail(BackoffKey key, DateTimeOffset now)
    {
        var failures = 1;
        if (buckets.TryGetValue(key.Text, out var known))
        {
            failures = known.Value.Last + Memory > now ? known.Value.Failures + 1 : 1;
            Remove(known);
        }
        buckets[key.Text] = oldestFirst.AddLast(new Bucket(key.Text, failures, now, now + Wait(failures - key.Free)));
    }

    private static TimeSpan Wait(int beyondFree) =>
        beyondFree < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(LongestWaitS, 1 << Math.Min(beyondFree, MostDoublings)));

    private static void TakeBack(LinkedListNode<Bucket> node) =>
        node.Value = node.Value with { Failures = node.Value.Failures - 1, Until = default };

    private void Forget(DateTimeOffset now)
    {
        while (oldestFirst.First is { } oldest && (oldest.Value.Last + Memory <= now || buckets.Count > mostBuckets))
            Remove(oldest);
    }

    private void Remove(LinkedListNode<Bucket> node)
    {
        buckets.Remove(node.Value.Key);
        oldestFirst.Remove(node);
    }

    private sealed record Bucket(string Key, int Failures, DateTimeOffset Last, DateTimeOffset Until);
}
