using System.Collections.Concurrent;
using System.Net.Sockets;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Agents;

/// <summary>A way to a silo whose connections break when the test says so, wherever they are.</summary>
internal sealed class CuttingDoor : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly TcpDoor door;
    private readonly Uri silo;

    public CuttingDoor(Uri silo)
    {
        this.silo = silo;
        door = new TcpDoor(CarryAsync);
    }

    public Uri Address => new($"ws://{door.Address}/v1/agent");

    /// <summary>Breaks what is there, without a goodbye.</summary>
    public void Cut()
    {
        foreach (var client in open.Keys)
            client.Client.Close(0);
    }

    public ValueTask DisposeAsync() => door.DisposeAsync();

    private async Task CarryAsync(TcpClient agent, CancellationToken ended)
    {
        using (agent)
        using (var far = new TcpClient())
        {
            open[agent] = true;
            try
            {
                await far.ConnectAsync(silo.Host, silo.Port, ended);
                await Task.WhenAny(agent.GetStream().CopyToAsync(far.GetStream(), ended), far.GetStream().CopyToAsync(agent.GetStream(), ended));
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // Cut before it was whole.
            }
            open.TryRemove(agent, out _);
        }
    }
}
