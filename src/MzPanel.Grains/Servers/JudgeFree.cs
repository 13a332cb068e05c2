namespace MzPanel.Grains.Servers;

/// <summary>
/// While many agents are away at once it is we who are ill, not they: nothing is judged from silence for a while after a
/// start, after storage came back, and after more than 30 % (and at least 20) of the agents dropped within 60 s
/// (delivery.md, "Silence"). One per silo.
/// </summary>
public sealed class JudgeFree(DeliveryOptions options, TimeProvider time)
{
    private const int MinDrops = 20;
    private const double Share = 0.3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> drops = new();
    private DateTimeOffset since = time.GetUtcNow();
    private int linked;

    /// <summary>Whether judgements from silence wait now for a server that connected last at that time.</summary>
    public bool Covers(DateTimeOffset? connectedAt)
    {
        lock (gate)
            return time.GetUtcNow() < since + TimeSpan.FromMinutes(options.JudgeFreeMinutes) && !(connectedAt >= since);
    }

    /// <summary>An agent connected here.</summary>
    public void Linked() => Interlocked.Increment(ref linked);

    /// <summary>The silo itself ended an agent's socket.</summary>
    public void Moved() => Interlocked.Decrement(ref linked);

    /// <summary>An agent's socket closed here.</summary>
    public void Dropped()
    {
        var before = Interlocked.Decrement(ref linked) + 1;
        var now = time.GetUtcNow();
        lock (gate)
        {
            while (drops.TryPeek(out var first) && first < now - Window)
                drops.Dequeue();
            drops.Enqueue(now);
            // What dropped in the window counts as part of the whole it dropped from.
            if (drops.Count >= MinDrops && drops.Count > Share * (before - 1 + drops.Count))
                Extend(now);
        }
    }

    /// <summary>Storage came back after it had been away.</summary>
    public void StorageRecovered()
    {
        lock (gate)
            Extend(time.GetUtcNow());
    }

    private void Extend(DateTimeOffset now)
    {
        since = now;
        drops.Clear();
    }
}
