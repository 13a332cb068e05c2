using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace MzPanel.Testing;

/// <summary>Stands between a client and a PostgreSQL server, and cuts the line in the middle of a commit, or stops there, when told to.</summary>
public sealed class PgProxy : IAsyncDisposable
{
    private const int None = 0;
    private const int Forward = 1;
    private const int Swallow = 2;
    private const int Stop = 3;
    private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT\0");
    private readonly int serverPort;
    private readonly TcpDoor door;
    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int cut = None;

    /// <summary>A proxy to a server on loopback.</summary>
    public PgProxy(int serverPort)
    {
        this.serverPort = serverPort;
        door = new TcpDoor(ServeAsync);
    }

    /// <summary>Whether the line was cut as told.</summary>
    public bool HasCut { get; private set; }

    /// <summary>The same connection string, through this proxy and without a pool of others.</summary>
    public string Through(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Port = door.Address.Port,
        SslMode = SslMode.Disable,
    }.ToString();

    /// <summary>Cuts the line at the next COMMIT, which arrives (and its answer does not) or does not arrive itself.</summary>
    public void CutAtNextCommit(bool forward) => Volatile.Write(ref cut, forward ? Forward : Swallow);

    /// <summary>Completes when the next COMMIT has come and goes no further, as where its client stands still just before.</summary>
    public Task StopAtNextCommitAsync()
    {
        Volatile.Write(ref cut, Stop);
        return stopped.Task;
    }

    /// <summary>Lets a COMMIT that was stopped go on its way.</summary>
    public void GoOn() => goOn.TrySetResult();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => door.DisposeAsync();

    private async Task ServeAsync(TcpClient client, CancellationToken ended)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort, ended);
                var (up, down) = (UpAsync(client.GetStream(), server.GetStream(), ended), client.GetStream());
                await await Task.WhenAny(up, server.GetStream().CopyToAsync(down, ended));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either end went away; the other follows.
            }
        }
    }

    private async Task UpAsync(NetworkStream client, NetworkStream server, CancellationToken ended)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReadAsync(buffer, ended) is > 0 and var read)
        {
            if (buffer.AsSpan(0, read).IndexOf(Commit) < 0 || Interlocked.Exchange(ref cut, None) is not (not None and var how))
            {
                await server.WriteAsync(buffer.AsMemory(0, read), ended);
                continue;
            }
            if (how == Stop)
            {
                stopped.TrySetResult();
                await goOn.Task.WaitAsync(ended);
                await server.WriteAsync(buffer.AsMemory(0, read), ended);
                continue;
            }
            HasCut = true;
            client.Socket.Close();
            if (how == Swallow)
                return;
            await server.WriteAsync(buffer.AsMemory(0, read), ended);
            // The answer finds nobody to go to, and that ends the line; to end it here might outrun the commit.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ended);
            return;
        }
    }
}
