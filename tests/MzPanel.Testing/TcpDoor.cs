using System.Net;
using System.Net.Sockets;

namespace MzPanel.Testing;

/// <summary>A free port of loopback; each connection that comes is served until the door is closed.</summary>
public sealed class TcpDoor : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closed = new();
    private readonly Func<TcpClient, CancellationToken, Task> serve;
    private readonly Task accepting;

    /// <summary>Opens it; <paramref name="serve"/> owns each connection and is not waited for.</summary>
    public TcpDoor(Func<TcpClient, CancellationToken, Task> serve)
    {
        this.serve = serve;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it is.</summary>
    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        listener.Stop();
        await accepting;
        closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = serve(await listener.AcceptTcpClientAsync(closed.Token), closed.Token);
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }
}
