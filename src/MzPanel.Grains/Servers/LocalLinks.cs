using System.Collections.Concurrent;
using MzPanel.Grains.Live;

namespace MzPanel.Grains.Servers;

/// <summary>
/// Links whose grain lives on this silo: a heartbeat is handed over by reference, without a grain call (performance.md:
/// a local call each costs a third more CPU at 10,000 agents). Answers <see langword="false"/> once the grain is gone, so that
/// the socket notices within one heartbeat and attaches again.
/// </summary>
public sealed class LocalLinks
{
    private readonly ConcurrentDictionary<string, LocalLink> links = new();
    private readonly ConcurrentDictionary<string, LocalLink> remote = new();

    /// <summary>
    /// Raised when the grain of a server ended while its socket, on this silo, may live on: whoever holds the socket wakes the
    /// grain again, because its next heartbeat may be half a minute away.
    /// </summary>
    public event Action<string>? Forgotten;

    /// <summary>
    /// Hands a sign of life to the grain of this server; <see langword="false"/> where it does not live here under this epoch,
    /// or wants to hear it as a call.
    /// </summary>
    public bool TryHand(string serverId, long epoch, Beat beat) =>
        links.TryGetValue(serverId, out var link) && link.Epoch == epoch && link.TryHand(beat);

    /// <summary>The latest heartbeats of a workspace's servers whose grains live on this silo and that came after a time.</summary>
    public IEnumerable<ServerBeat> BeatsSince(string workspaceId, long after) =>
        from link in links.Concat(remote)
        where link.Value.WorkspaceId == workspaceId && link.Value.Latest is { } beat && beat.At > after
        select new ServerBeat(link.Key, link.Value.Latest!);

    internal void Hold(string serverId, LocalLink link) => links[serverId] = link;

    internal void Forget(string serverId) => Forgotten?.Invoke(serverId);

    /// <summary>A link whose socket is on another silo and says each heartbeat by a call.</summary>
    internal void HoldRemote(string serverId, LocalLink link) => remote[serverId] = link;

    internal void Release(string serverId, LocalLink link)
    {
        links.TryRemove(new(serverId, link));
        remote.TryRemove(new(serverId, link));
    }
}
