using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MzPanel.Bench.Beside;

/// <summary>
/// <c>nats-server</c> (Debian's package) as a relay: agents publish heartbeats to one subscriber. A floor of another kind: nobody welcomes,
/// checks or keeps anything, and the text protocol is not WebSocket.
/// </summary>
internal static class NatsRelay
{
    public const string Program = "/usr/sbin/nats-server";

    private const string Subject = "heartbeats";
    private static readonly byte[] Hello = "CONNECT {\"verbose\":false}\r\nPING\r\n"u8.ToArray();
    private static readonly byte[] Ping = "PING\r\n"u8.ToArray();
    private static readonly byte[] Publish = Encoding.ASCII.GetBytes($"PUB {Subject} {BeatAgent.FrameBytes.ToString(CultureInfo.InvariantCulture)}\r\n{new string('x', BeatAgent.FrameBytes)}\r\n");
    private static readonly byte[] Subscribe = Encoding.ASCII.GetBytes($"SUB {Subject} 1\r\n");

    /// <summary>The relay with its subscriber listening.</summary>
    public static async Task<Side> StartAsync()
    {
        var (port, monitor) = (SiloProcess.FreePort(), SiloProcess.FreeAddress());
        var server = await PeerProcess.StartAsync("nats-server", new(Program, ["-a", "127.0.0.1", "-p", $"{port}", "-m", $"{monitor.Port}", "-l", "/dev/null"]), monitor, readyPath: "/healthz");
        var subscriber = await Connection.OpenAsync(port);
        await subscriber.SendAsync(Subscribe);
        return Side.Of(server, async _ => await Connection.OpenAsync(port), subscriber);
    }

    private sealed class Connection : IBeater
    {
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
        private readonly TcpClient client = new() { NoDelay = true };
        private readonly SemaphoreSlim pongs = new(0);
        private Task reading = Task.CompletedTask;

        public static async Task<Connection> OpenAsync(int port)
        {
            var connection = new Connection();
            await connection.client.ConnectAsync(IPAddress.Loopback, port);
            connection.reading = connection.ReadAsync();
            await connection.SendAsync(Hello);
            await connection.HeardAsync();
            return connection;
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => client.GetStream().WriteAsync(bytes);

        public ValueTask BeatAsync() => SendAsync(Publish);

        public async Task ReadUpAsync()
        {
            await SendAsync(Ping);
            await HeardAsync();
        }

        public async ValueTask DisposeAsync()
        {
            client.Close();
            await reading;
            pongs.Dispose();
        }

        private async Task HeardAsync()
        {
            if (!await pongs.WaitAsync(Limit))
                throw new TimeoutException("The relay did not answer.");
        }

        private async Task ReadAsync()
        {
            var bytes = new byte[64 * 1024];
            try
            {
                while (await client.GetStream().ReadAsync(bytes) is > 0 and var read)
                {
                    // Answers are small and come alone; the subscriber is never asked, so what it gets is not looked at.
                    if (bytes.AsSpan(0, read).IndexOf("PONG"u8) >= 0)
                        pongs.Release();
                    if (bytes.AsSpan(0, read).IndexOf("PING"u8) >= 0)
                        await SendAsync("PONG\r\n"u8.ToArray());
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
            {
                // The way a connection of a bench ends.
            }
        }
    }
}
