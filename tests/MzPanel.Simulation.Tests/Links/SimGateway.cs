using MzPanel.Grains.Agents;
using MzPanel.Grains.Servers;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>The sockets of one silo as grains reach them: one-way, in order per sending silo, lost with the silo.</summary>
internal sealed class SimGateway(SimSilo silo) : IAgentGateway, ILinkSource
{
    private const long MostNetworkMs = 4;
    private readonly Dictionary<string, Socket> byId = [];
    private readonly Dictionary<string, Socket> byServer = [];
    private readonly Dictionary<Node, long> last = [];
    private readonly Lane lane = silo.NewLane();

    public IEnumerable<Socket> Sockets => byId.Values;

    public Task Send(string connectionId, byte[] frame)
    {
        Reach(() => byId.GetValueOrDefault(connectionId)?.Deliver(frame));
        return Task.CompletedTask;
    }

    public Task Close(string connectionId, int code, string reason)
    {
        Reach(() => byId.GetValueOrDefault(connectionId)?.Close(code));
        return Task.CompletedTask;
    }

    public ReattachRequest? Find(string serverId) => byServer.GetValueOrDefault(serverId)?.Reattachment;

    public bool TrySend(string connectionId, byte[] frame)
    {
        if (byId.GetValueOrDefault(connectionId) is not { } socket)
            return false;
        lane.Post(() => socket.Deliver(frame));
        return true;
    }

    public void Wake(string serverId) => byServer.GetValueOrDefault(serverId)?.WakeGrain();

    public void Hold(Socket socket) => byId[socket.Id] = byServer[socket.ServerId] = socket;

    public void Release(Socket socket)
    {
        byId.Remove(socket.Id);
        if (byServer.GetValueOrDefault(socket.ServerId) == socket)
            byServer.Remove(socket.ServerId);
    }

    private void Reach(Action act)
    {
        var from = Lane.Running!.Node;
        var delay = from == silo ? 0 : silo.Loop.Dice.Between(0, MostNetworkMs);
        var at = last[from] = Math.Max(last.GetValueOrDefault(from), silo.Loop.Now + delay);
        if (from == silo)
            lane.Post(act);
        else
            silo.Loop.After(at - silo.Loop.Now, () => lane.Post(act));
    }
}
