using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MzPanel.Silo.Tests.Agents;

/// <summary>A message as it came, or the code the connection was closed with.</summary>
internal sealed record Received(string Type, string? Ref, JsonElement Payload, int? CloseCode = null, string? Id = null);

/// <summary>An agent that does nothing by itself.</summary>
internal sealed class RawAgent(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task<RawAgent> DialAsync(Uri url, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        using var limit = new CancellationTokenSource(Limit);
        await socket.ConnectAsync(url, limit.Token);
        return new RawAgent(socket);
    }

    /// <summary>Sends an envelope and tells its id.</summary>
    public async Task<string> SendAsync(string type, object payload, string? @ref = null, string? id = null)
    {
        id ??= Guid.NewGuid().ToString();
        await SendRawAsync(Frames.Of(type, payload, @ref, id));
        return id;
    }

    public Task SendRawAsync(string text) => SendRawAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendRawAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool end = true)
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.SendAsync(bytes.AsMemory(), type, end, limit.Token);
    }

    /// <summary>The next message; a close is answered.</summary>
    public async Task<Received> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new ArraySegment<byte>(new byte[256 * 1024]);
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer[length..], limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                return new Received("close", null, default, (int)socket.CloseStatus!);
            }
            length += part.Count;
            if (part.EndOfMessage)
                return Read(buffer[..length]);
        }
    }

    /// <summary>The next message of a type; others are passed over.</summary>
    public async Task<Received> NextAsync(string type)
    {
        while (true)
            if (await NextAsync() is var message && (message.Type == type || message.CloseCode is not null))
                return message;
    }

    /// <summary>The next message of a type that is about another one.</summary>
    public async Task<Received> NextAsync(string type, string @ref)
    {
        while (true)
            if (await NextAsync(type) is var message && (message.Ref == @ref || message.CloseCode is not null))
                return message;
    }

    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    public void Dispose() => socket.Dispose();

    private static Received Read(ReadOnlyMemory<byte> text)
    {
        var root = JsonDocument.Parse(text).RootElement;
        return new Received(root.GetProperty("type").GetString()!, root.TryGetProperty("ref", out var r) ? r.GetString() : null, root.GetProperty("payload"), Id: root.GetProperty("id").GetString());
    }
}
