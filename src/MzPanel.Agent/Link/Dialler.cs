using System.Net.Sockets;
using System.Net.WebSockets;
using MzPanel.Protocol;

namespace MzPanel.Agent.Link;

/// <summary>Opens the WebSocket.</summary>
internal sealed class Dialler(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(ProtocolLimits.KeepAliveSeconds);

    /// <summary>A connection, or how the dial ended.</summary>
    public async Task<(ClientWebSocket? Socket, LinkEnd? End)> DialAsync(Uri address, string token, CancellationToken stopped)
    {
        // No cookies, no redirects: a redirected upgrade would carry the token to whoever answers there.
        using var refusal = new Refusal(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var client = new HttpMessageInvoker(refusal, disposeHandler: false);
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopped);
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Ping;
        socket.Options.KeepAliveTimeout = Ping;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        try
        {
            await socket.ConnectAsync(address, client, both.Token);
            return (socket, null);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or SocketException or OperationCanceledException or IOException)
        {
            socket.Dispose();
            stopped.ThrowIfCancellationRequested();
            return (null, refusal.Last ?? (LinkEnd)new LinkEnd.Lost(limit.IsCancellationRequested ? "the dial took too long" : e.GetBaseException().Message));
        }
    }
}
