using System.Text.Json;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Metrics;
using MzPanel.Simulation.Tests.Cluster;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>Tells the server's grain that its agent lives, as <c>AgentPresence</c> does.</summary>
internal sealed class SocketPresence(Socket socket, World world)
{
    private const long BetweenSignsMs = 1000;
    private long told;
    private bool calling;
    private Beat? latest;

    private long Now => socket.Silo.Clock.UnixMs;

    public void Heard(Heartbeat heartbeat)
    {
        latest = new Beat(Now, JsonSerializer.SerializeToUtf8Bytes(heartbeat, ProtocolJson.Default.Heartbeat));
        Tell(latest);
    }

    public void Alive()
    {
        if (Now - told >= BetweenSignsMs)
            Tell(new Beat(Now, null));
    }

    /// <summary>The grain has forgotten this connection.</summary>
    public async Task WakeAsync()
    {
        await world.Loop.DelayAsync(world.Loop.Dice.Between(0, BetweenSignsMs));
        if (socket.IsOpen)
            Tell(new Beat(Now, null));
    }

    public ReattachRequest Reattachment() => new(socket.Id, socket.Silo.Gateway, socket.Silo.Address, socket.Epoch, latest);

    private void Tell(Beat beat)
    {
        told = beat.At;
        if (world.Defect.HearsNoHeartbeats)
            return;
        if (!socket.Silo.Services.Get<LocalLinks>().TryHand(socket.ServerId, socket.Epoch, beat) && !calling)
            _ = CallAsync(beat);
    }

    private async Task CallAsync(Beat beat)
    {
        calling = true;
        try
        {
            if (!await socket.Server.Beat(socket.Epoch, beat) && !await socket.Server.Reattach(Reattachment()))
                socket.Close(CloseCode.Superseded);
        }
        catch (Exception e) when (SimCluster.IsExpected(e))
        {
            // The next sign of life tries again.
        }
        finally
        {
            calling = false;
        }
    }
}
