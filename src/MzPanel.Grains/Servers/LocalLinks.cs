using System.Collections.Concurrent;

namespace MzPanel.Grains.Servers;

/// <summary>
/// Links whose grain lives on this silo: a heartbeat is handed over by reference, without a grain call (performance.md:
/// a local call each costs a third more CPU at 10,000 agents). Answers <see langword="false"/> once the grain is gone, so that
/// the socket notices within one heartbeat and attaches again.
/// </summary>
public sealed class LocalLinks
{
    private readonly ConcurrentDictionary<string, LocalLink> links = new();

    /// <summary>Hands a heartbeat to the grain of this server; <see langword="false"/> where it does not live here under this epoch.</summary>
    public bool TryHand(string serverId, long epoch, Beat beat)
    {
        if (!links.TryGetValue(serverId, out var link) || link.Epoch != epoch)
            return false;
        link.Hand(beat);
        return true;
    }

    internal void Hold(string serverId, LocalLink link) => links[serverId] = link;

    internal void Release(string serverId, LocalLink link) => links.TryRemove(new(serverId, link));
}

/// <summary>Mailbox of one link: the latest heartbeat and the few that wait to be folded into the history.</summary>
internal sealed class LocalLink(long epoch)
{
    private const int MaxWaiting = 256;
    private readonly ConcurrentQueue<Beat> waiting = new();
    private volatile Beat? latest;

    public long Epoch { get; } = epoch;

    public Beat? Latest => latest;

    public void Hand(Beat beat)
    {
        latest = beat;
        if (beat.Payload is null || waiting.Count >= MaxWaiting)
            return;
        waiting.Enqueue(beat);
    }

    public IEnumerable<Beat> Drain()
    {
        while (waiting.TryDequeue(out var beat))
            yield return beat;
    }
}
