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
    private readonly HashSet<string> linked = [];
    private readonly Dictionary<string, DateTimeOffset> dropped = [];
    private readonly Queue<(string ServerId, DateTimeOffset At)> drops = new();
    private DateTimeOffset since = time.GetUtcNow();

    /// <summary>Whether judgements from silence wait now for a server that connected last at that time.</summary>
    public bool Covers(DateTimeOffset? connectedAt)
    {
        lock (gate)
            return time.GetUtcNow() < since + TimeSpan.FromMinutes(options.JudgeFreeMinutes) && !(connectedAt >= since);
    }

    /// <summary>An agent connected here.</summary>
    public void Linked(string serverId)
    {
        lock (gate)
            linked.Add(serverId);
    }

    /// <summary>The silo itself ended an agent's socket, or it is another's now.</summary>
    public void Moved(string serverId)
    {
        lock (gate)
            linked.Remove(serverId);
    }

    /// <summary>An agent's socket closed here.</summary>
    public void Dropped(string serverId)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            linked.Remove(serverId);
            Forget(now - Window);
            drops.Enqueue((serverId, now));
            dropped[serverId] = now;
            if (dropped.Count >= MinDrops && dropped.Count > Share * Agents())
                Extend(now);
        }
    }

    /// <summary>Storage came back after it had been away.</summary>
    public void StorageRecovered()
    {
        lock (gate)
            Extend(time.GetUtcNow());
    }

    /// <summary>The whole that dropped agents are a share of, each counted once: one may drop again and again.</summary>
    private int Agents() => linked.Count + dropped.Keys.Count(id => !linked.Contains(id));

    private void Forget(DateTimeOffset before)
    {
        while (drops.TryPeek(out var first) && first.At < before)
        {
            drops.Dequeue();
            if (dropped[first.ServerId] == first.At)
                dropped.Remove(first.ServerId);
        }
    }

    private void Extend(DateTimeOffset now)
    {
        since = now;
        drops.Clear();
        dropped.Clear();
    }
}
