using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MzPanel.Testing.Agents;

/// <summary>An agent's WebSocket as agent-protocol.md describes it, written with nothing of ours: whole envelopes in and out.</summary>
public sealed class AgentWire : IAsyncDisposable
{
    // A dead peer is to be noticed within 30 s (agent-protocol.md, section 4), and .NET lets each half of that take a quarter longer.
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(12);
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly MemoryStream whole = new();
    private readonly byte[] part = new byte[4 * 1024];

    private AgentWire(string token, bool pings)
    {
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = pings ? PingEvery : TimeSpan.Zero;
        socket.Options.KeepAliveTimeout = pings ? PingEvery : Timeout.InfiniteTimeSpan;
    }

    /// <summary>What the other end closed with.</summary>
    public int? CloseCode => (int?)socket.CloseStatus;

    /// <summary>Dials a silo.</summary>
    /// <exception cref="AgentRefusedException">It answered, but not with an upgrade.</exception>
    public static async Task<AgentWire> DialAsync(Uri silo, string token, bool pings = true, CancellationToken cancelled = default)
    {
        var wire = new AgentWire(token, pings);
        try
        {
            await wire.socket.ConnectAsync(new Uri($"ws://{silo.Authority}/v1/agent"), cancelled);
            return wire;
        }
        catch (WebSocketException) when (wire.socket.HttpStatusCode != 0)
        {
            var refused = new AgentRefusedException(wire.socket.HttpStatusCode, wire.RetryAfter());
            await wire.DisposeAsync();
            throw refused;
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one envelope; its payload is JSON text.</summary>
    public async Task SendAsync(string type, string? about, string payload, string? id = null, CancellationToken cancelled = default)
    {
        var reference = about is null ? "" : $",\"ref\":{JsonSerializer.Serialize(about)}";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var text = $"{{\"v\":1,\"id\":\"{id ?? Guid.NewGuid().ToString()}\",\"ts\":{now},\"type\":\"{type}\"{reference},\"payload\":{payload}}}";
        await sending.WaitAsync(cancelled);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, cancelled);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Sends one envelope.</summary>
    public Task SendAsync(string type, string? about, JsonObject payload, string? id = null, CancellationToken cancelled = default) =>
        SendAsync(type, about, payload.ToJsonString(), id, cancelled);

    /// <summary>The next envelope, or <see langword="null"/> where the other end has closed.</summary>
    public async Task<JsonDocument?> ReadAsync(CancellationToken cancelled = default)
    {
        whole.SetLength(0);
        while (true)
        {
            var read = await socket.ReceiveAsync(part, cancelled);
            if (read.MessageType == WebSocketMessageType.Close)
                return null;
            whole.Write(part, 0, read.Count);
            if (read.EndOfMessage)
                return JsonDocument.Parse(whole.GetBuffer().AsMemory(0, (int)whole.Length).ToArray());
        }
    }

    /// <summary>Ends it without a goodbye.</summary>
    public void Abort() => socket.Abort();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        sending.Dispose();
        whole.Dispose();
        return ValueTask.CompletedTask;
    }

    private TimeSpan? RetryAfter() =>
        socket.HttpResponseHeaders?.TryGetValue("Retry-After", out var said) == true && int.TryParse(said.First(), out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>An upgrade was refused.</summary>
/// <param name="status">With what.</param>
/// <param name="retryAfter">When to come back, where it said so.</param>
public sealed class AgentRefusedException(HttpStatusCode status, TimeSpan? retryAfter) : Exception($"refused with {(int)status}")
{
    /// <summary>With what.</summary>
    public HttpStatusCode Status => status;

    /// <summary>When to come back, where it said so.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
