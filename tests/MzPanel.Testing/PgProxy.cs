using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace MzPanel.Testing;

/// <summary>Stands between a client and a PostgreSQL server, and cuts the line in the middle of a commit when told to.</summary>
public sealed class PgProxy : IAsyncDisposable
{
    private const int None = 0;
    private const int Forward = 1;
    private const int Swallow = 2;
    private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT\0");
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly int serverPort;
    private readonly Task accepting;
    private int cut = None;

    /// <summary>A proxy to a server on loopback.</summary>
    public PgProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Whether the line was cut as told.</summary>
    public bool HasCut { get; private set; }

    /// <summary>The same connection string, through this proxy and without a pool of others.</summary>
    public string Through(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
    }.ToString();

    /// <summary>Cuts the line at the next COMMIT, which arrives (and its answer does not) or does not arrive itself.</summary>
    public void CutAtNextCommit(bool forward) => Volatile.Write(ref cut, forward ? Forward : Swallow);

    /// <inheritdoc/>
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
                _ = ServeAsync(await listener.AcceptTcpClientAsync(ended.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort, ended.Token);
                var (up, down) = (UpAsync(client.GetStream(), server.GetStream()), client.GetStream());
                await await Task.WhenAny(up, server.GetStream().CopyToAsync(down, ended.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either end went away; the other follows.
            }
        }
    }

    private async Task UpAsync(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReadAsync(buffer, ended.Token) is > 0 and var read)
        {
            if (buffer.AsSpan(0, read).IndexOf(Commit) < 0 || Interlocked.Exchange(ref cut, None) is not (not None and var how))
            {
                await server.WriteAsync(buffer.AsMemory(0, read), ended.Token);
                continue;
            }
            HasCut = true;
            client.Socket.Close();
            if (how == Swallow)
                return;
            await server.WriteAsync(buffer.AsMemory(0, read), ended.Token);
            // The answer finds nobody to go to, and that ends the line; to end it here might outrun the commit.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended.Token);
            return;
        }
    }
}
