using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MzPanel.Bench.Beside;

/// <summary>
/// The floor of a connection: this program as a web server that takes agents' sockets with the silo's settings, reads whole messages as the
/// silo does, and does nothing with them. A hello is welcomed; what is no heartbeat is answered, so that one can know that all before was read.
/// </summary>
internal static class BareKestrel
{
    /// <summary>Argument with which this program is that server; an address follows.</summary>
    public const string Argument = "bare";

    private const string CollectPath = "/collect";

    // What is longer is read in pieces, as if it were several.
    private const int MessageBytes = 4096;
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);
    private static readonly WebSocketAcceptContext Accept = new() { DangerousEnableCompression = false, KeepAliveInterval = Ping, KeepAliveTimeout = Ping };
    private static readonly ReadOnlyMemory<byte> Welcome = """{"v":1,"id":"00000000-0000-0000-0000-000000000001","ts":1,"type":"welcome","payload":{}}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Error = """{"v":1,"id":"00000000-0000-0000-0000-000000000002","ts":1,"type":"error","payload":{}}"""u8.ToArray();

    /// <summary>Starts it beside this process.</summary>
    public static Task<PeerProcess> StartAsync() => AtAsync(SiloProcess.FreeAddress());

    /// <summary>Starts it at a given address.</summary>
    public static Task<PeerProcess> AtAsync(Uri address) =>
        PeerProcess.StartAsync("bare Kestrel", new(Environment.ProcessPath!, [Argument, address.OriginalString]), address);

    /// <summary>The server's own process, which ends with its standard input.</summary>
    public static async Task RunAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        app.UseWebSockets();
        app.MapGet(PeerProcess.ReadyPath, (RequestDelegate)(_ => Task.CompletedTask));
        app.MapGet(CollectPath, (RequestDelegate)Collect);
        app.MapGet("/v1/agent", (RequestDelegate)ConnectAsync);
        await app.StartAsync();
        await Task.Run(() => Console.In.ReadToEnd());
    }

    /// <summary>Has it give back what nobody holds: it allocates so little that it would not for hours, and a floor is what is needed.</summary>
    public static async Task CollectAsync(IContender server)
    {
        using var http = server.Client();
        (await http.GetAsync(CollectPath)).EnsureSuccessStatusCode();
    }

    private static Task Collect(HttpContext http)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Task.CompletedTask;
    }

    private static async Task ConnectAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Accept);
        try
        {
            while (await AnswerAsync(socket))
            {
            }
        }
        catch (WebSocketException)
        {
            // The agents of a bench end without a goodbye.
        }
    }

    private static async Task<bool> AnswerAsync(WebSocket socket)
    {
        // Waits without a buffer, as the silo does.
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (part.MessageType == WebSocketMessageType.Close)
            return false;
        var buffer = ArrayPool<byte>.Shared.Rent(MessageBytes);
        var length = 0;
        while (!part.EndOfMessage && length < buffer.Length)
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
        }
        var answer = AnswerTo(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        if (!answer.IsEmpty)
            await socket.SendAsync(answer, WebSocketMessageType.Text, true, CancellationToken.None);
        return true;
    }

    private static ReadOnlyMemory<byte> AnswerTo(ReadOnlySpan<byte> message) =>
        message.IndexOf("\"type\":\"heartbeat\""u8) >= 0 ? default : message.IndexOf("\"type\":\"hello\""u8) >= 0 ? Welcome : Error;
}
