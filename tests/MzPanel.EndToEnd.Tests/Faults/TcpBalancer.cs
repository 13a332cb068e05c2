using System.Net;
using System.Net.Sockets;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>One address for several silos, for agents that know only one: each connection goes to the next silo that takes it.</summary>
internal sealed class TcpBalancer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly SiloRing silos;
    private readonly Task accepting;

    public TcpBalancer(SiloRing silos)
    {
        this.silos = silos;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"ws://{listener.LocalEndpoint}/v1/agent");

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await accepting;
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync(ended.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(TcpClient agent)
    {
        using (agent)
            for (var tries = 0; tries < silos.Count; tries++)
            {
                using var silo = new TcpClient();
                try
                {
                    var target = silos.Next();
                    await silo.ConnectAsync(target.Host, target.Port, ended.Token);
                    await Task.WhenAny(
                        agent.GetStream().CopyToAsync(silo.GetStream(), ended.Token), silo.GetStream().CopyToAsync(agent.GetStream(), ended.Token));
                    return;
                }
                catch (SocketException)
                {
                    // The next one.
                }
            }
    }
}
