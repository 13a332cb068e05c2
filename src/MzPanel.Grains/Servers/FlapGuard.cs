namespace MzPanel.Grains.Servers;

/// <summary>More than 6 connections in 60 s: two machines with one token, or an agent that cannot stay (delivery.md, "The fence").</summary>
internal sealed class FlapGuard
{
    private const int MaxConnections = 6;
    private const long WindowMs = 60_000;
    private readonly Queue<long> accepted = new(MaxConnections);
    private long? saidAt;

    /// <summary>The guard that another silo packed.</summary>
    public static FlapGuard Of(CarriedFlaps carried)
    {
        var guard = new FlapGuard { saidAt = carried.SaidAt };
        foreach (var at in carried.Accepted.Take(MaxConnections))
            guard.accepted.Enqueue(at);
        return guard;
    }

    /// <summary>For a move to another silo.</summary>
    public CarriedFlaps Carry() => new([.. accepted], saidAt);

    /// <summary>Whether one more connection may be accepted; counts it if so.</summary>
    public bool TryAccept(long now)
    {
        // What lies ahead was counted before the clock was set back, and would count until the clock is there again.
        while (accepted.TryPeek(out var first) && (first <= now - WindowMs || first > now))
            accepted.Dequeue();
        if (accepted.Count >= MaxConnections)
            return false;
        accepted.Enqueue(now);
        return true;
    }

    /// <summary>Whether to raise <c>possible_clone</c> now: once per window.</summary>
    public bool ShouldSay(long now)
    {
        if (saidAt is { } said && now - said < WindowMs)
            return false;
        saidAt = now;
        return true;
    }
}
