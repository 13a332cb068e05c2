using System.Collections.Concurrent;

namespace MzPanel.Grains.Servers;

/// <summary>Mailbox of one link: written by the socket's thread, read on the grain's scheduler.</summary>
internal sealed class LocalLink(string workspaceId, long epoch)
{
    private const int MaxWaiting = 64;
    private readonly ConcurrentQueue<Beat> waiting = new();
    private volatile Beat? latest;
    private long seenAt;

    public string WorkspaceId => workspaceId;

    public long Epoch { get; } = epoch;

    /// <summary>The grain believes the server silent: the next sign of life must be a call that wakes it.</summary>
    public bool WantsCall { get; set; }

    /// <summary>Latest heartbeat with metrics.</summary>
    public Beat? Latest => latest;

    /// <summary>Last sign of life, unix ms; 0 before the first.</summary>
    public long SeenAt => Interlocked.Read(ref seenAt);

    public bool TryHand(Beat beat)
    {
        Interlocked.Exchange(ref seenAt, beat.At);
        if (beat.Payload is not null)
            Keep(beat);
        return !WantsCall;
    }

    /// <summary>Heartbeats not yet folded into the history.</summary>
    public IEnumerable<Beat> Drain()
    {
        while (waiting.TryDequeue(out var beat))
            yield return beat;
    }

    private void Keep(Beat beat)
    {
        latest = beat;
        if (waiting.Count < MaxWaiting)
            waiting.Enqueue(beat);
    }
}
