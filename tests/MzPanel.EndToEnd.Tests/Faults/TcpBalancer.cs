using System.Net.Sockets;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>One address for several silos, for agents that know only one: each connection goes to the next silo that takes it.</summary>
internal sealed class TcpBalancer : IAsyncDisposable
{
    private readonly SiloRing silos;
    private readonly TcpDoor door;

    public TcpBalancer(SiloRing silos)
    {
        this.silos = silos;
        door = new TcpDoor(CarryAsync);
    }

    public Uri Address => new($"ws://{door.Address}/v1/agent");

    public ValueTask DisposeAsync() => door.DisposeAsync();

    private async Task CarryAsync(TcpClient agent, CancellationToken ended)
    {
        using (agent)
            for (var tries = 0; tries < silos.Count; tries++)
            {
                using var silo = new TcpClient();
                try
                {
                    var target = silos.Next();
                    await silo.ConnectAsync(target.Host, target.Port, ended);
                    await Task.WhenAny(
                        agent.GetStream().CopyToAsync(silo.GetStream(), ended), silo.GetStream().CopyToAsync(agent.GetStream(), ended));
                    return;
                }
                catch (SocketException)
                {
                    // The next one.
                }
            }
    }
}
