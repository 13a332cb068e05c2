using System.Collections.Concurrent;
using MzPanel.Grains.Agents;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Agents;

/// <summary>
/// The connections of this silo, as grains reach them: one observer for all of them. It never waits for a socket, so a slow
/// agent holds up nobody's frames but its own.
/// </summary>
internal sealed class AgentGateway : IAgentGateway, ILinkSource
{
    private readonly ILocalSiloDetails silo;
    private readonly ConcurrentDictionary<string, AgentConnection> byId = new();
    private readonly ConcurrentDictionary<string, AgentConnection> byServer = new();

    // Orleans holds observers weakly: this object is a singleton and keeps itself alive. One reference, never deleted before the
    // process ends, because a call to a deleted one hangs.
    private readonly Lazy<IAgentGateway> reference;
    private volatile bool leaving;

    public AgentGateway(IGrainFactory grains, ILocalSiloDetails silo, LocalLinks links)
    {
        this.silo = silo;
        links.Forgotten += serverId => byServer.GetValueOrDefault(serverId)?.WakeGrain();
        reference = new(() => grains.CreateObjectReference<IAgentGateway>(this));
    }

    /// <summary>How grains on any silo call this one.</summary>
    public IAgentGateway Reference => reference.Value;

    public SiloAddress Home => silo.SiloAddress;

    public IReadOnlyCollection<AgentConnection> Connections => [.. byId.Values];

    /// <summary>The silo ends: a connection that comes now is to go by itself.</summary>
    public bool IsLeaving => leaving;

    /// <summary>All connections, to be sent away; those that are not among them see <see cref="IsLeaving"/> when they come.</summary>
    public IReadOnlyCollection<AgentConnection> Leave()
    {
        leaving = true;
        return Connections;
    }

    public Task Send(string connectionId, byte[] frame)
    {
        TrySend(connectionId, frame);
        return Task.CompletedTask;
    }

    public bool TrySend(string connectionId, byte[] frame)
    {
        if (!byId.TryGetValue(connectionId, out var connection))
            return false;
        connection.Deliver(frame);
        return true;
    }

    public Task Close(string connectionId, int code, string reason)
    {
        if (byId.TryGetValue(connectionId, out var connection))
            connection.Close(code, reason);
        return Task.CompletedTask;
    }

    public ReattachRequest? Find(string serverId) => byServer.GetValueOrDefault(serverId)?.Reattachment;

    public void Hold(AgentConnection connection)
    {
        byId[connection.Id] = connection;
        byServer[connection.ServerId] = connection;
    }

    public void Release(AgentConnection connection)
    {
        byId.TryRemove(new(connection.Id, connection));
        byServer.TryRemove(new(connection.ServerId, connection));
    }
}
