using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace MzPanel.Bench;

/// <summary>
/// One of thousands of idle agents: dials as agent-protocol.md says, says hello and reads. It speaks the handshake itself,
/// from an address of its own, so that ten thousand cost the machine little.
/// </summary>
internal sealed class CrowdAgent(int number, string token, IReadOnlyList<Uri> silos, Action<char, int> tell)
{
    private const double FirstWindowS = 5;
    private const double WidestWindowS = 60;
    private const int AddressesPerBlock = 250;
    private const int HeadBytes = 2048;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);
    private readonly IPEndPoint here = new(IPAddress.Parse($"127.1.{number / AddressesPerBlock}.{1 + number % AddressesPerBlock}"), 0);
    private double windowS = FirstWindowS;
    private WebSocket? link;

    public async Task RunAsync(TimeSpan first, CancellationToken stop)
    {
        await Task.Delay(first, stop);
        while (true)
            await Task.Delay(await LinkAsync(stop), stop);
    }

    /// <summary>Sends a heartbeat, where it is welcomed.</summary>
    public async Task BeatAsync(string payload, CancellationToken stop)
    {
        if (link is not { } open)
            return;
        try
        {
            await SendAsync(open, CrowdWork.Envelope("heartbeat", payload), stop);
        }
        catch (Exception e) when (IsGone(e))
        {
            // The reader sees it too.
        }
    }

    /// <summary>One connection, to its end; how long to wait before the next.</summary>
    private async Task<TimeSpan> LinkAsync(CancellationToken stop)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(Limit);
            using var socket = await DialAsync(limit.Token);
            await using var stream = new NetworkStream(socket);
            var head = await UpgradeAsync(stream, limit.Token);
            if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
                return Refused(head);
            using var web = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { KeepAliveInterval = Ping, KeepAliveTimeout = Ping });
            return await TalkAsync(web, limit, stop);
        }
        catch (Exception e) when (IsGone(e) && !stop.IsCancellationRequested)
        {
            tell('f', number);
            return Jitter();
        }
    }

    /// <summary>Any silo, as a balancer would choose; where nobody listens, the next.</summary>
    private async Task<Socket> DialAsync(CancellationToken limit)
    {
        var first = Random.Shared.Next(silos.Count);
        for (var tries = 0; ; tries++)
        {
            var silo = silos[(first + tries) % silos.Count];
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(here);
                await socket.ConnectAsync(IPAddress.Loopback, silo.Port, limit);
                return socket;
            }
            catch (SocketException) when (tries + 1 < silos.Count)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async Task<string> UpgradeAsync(NetworkStream stream, CancellationToken limit)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/agent HTTP/1.1\r\nHost: {silos[0].Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\nAuthorization: Bearer {token}\r\n\r\n"), limit);
        var (bytes, length) = (new byte[HeadBytes], 0);
        while (!Encoding.ASCII.GetString(bytes, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length), limit);
            length += read > 0 ? read : throw new IOException("closed in the handshake");
        }
        return Encoding.ASCII.GetString(bytes, 0, length);
    }

    private async Task<TimeSpan> TalkAsync(WebSocket web, CancellationTokenSource limit, CancellationToken stop)
    {
        var message = new CrowdMessage(web);
        await SendAsync(web, CrowdWork.Envelope("hello", """{"hostname":"sim","journal_id":"j","jobs":[],"features":["journal","log_ack","cancel"]}"""), limit.Token);
        // Nothing comes before the welcome; where a message ends says enough.
        await message.NextAsync(limit.Token);
        if (web.CloseStatus is null)
        {
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
            (link, windowS) = (web, FirstWindowS);
            tell('w', number);
        }
        try
        {
            while (web.CloseStatus is null)
                await WorkAsync(web, await message.NextAsync(stop), stop);
        }
        finally
        {
            link = null;
        }
        tell('c', number);
        return (int)web.CloseStatus is 1001 or 1012 ? TimeSpan.FromSeconds(Random.Shared.NextDouble() * FirstWindowS) : Jitter();
    }

    private TimeSpan Refused(string head)
    {
        tell('r', number);
        var said = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Retry-After:", StringComparison.OrdinalIgnoreCase));
        return head.StartsWith("HTTP/1.1 503", StringComparison.Ordinal) && said is not null
            ? TimeSpan.FromSeconds(int.Parse(said[12..], CultureInfo.InvariantCulture) * (1 + Random.Shared.NextDouble())) : Jitter();
    }

    private TimeSpan Jitter()
    {
        var wait = TimeSpan.FromSeconds(Random.Shared.NextDouble() * windowS);
        windowS = Math.Min(2 * windowS, WidestWindowS);
        return wait;
    }

    private async Task WorkAsync(WebSocket web, ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        if (!CrowdWork.IsCommand(message.Span))
            return;
        tell('j', number);
        foreach (var answer in CrowdWork.Answers(message))
            await SendAsync(web, answer, stop);
    }

    // A heartbeat may come between; .NET lets one wait for the other.
    private static ValueTask SendAsync(WebSocket web, string envelope, CancellationToken stop) =>
        web.SendAsync(Encoding.UTF8.GetBytes(envelope).AsMemory(), WebSocketMessageType.Text, true, stop);

    private static bool IsGone(Exception e) =>
        e is WebSocketException or SocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
