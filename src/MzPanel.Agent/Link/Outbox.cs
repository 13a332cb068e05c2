using System.Net.WebSockets;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using MzPanel.Agent.Watchdog;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Agent.Link;

/// <summary>
/// What one connection still has to write: control messages and log in queues of their own, one writer, control first
/// (agent-protocol.md, section 5). A full control queue means that the peer does not read: the connection is given up.
/// </summary>
internal sealed class Outbox(TimeProvider time, Pulse pulse, Action giveUp) : IOutbox
{
    private const int ControlMessages = 1024;
    private const int LogMessages = 4;

    // As long as the control plane waits for a reader that makes no progress (delivery.md, "Who waits for whom").
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(15);
    private readonly Channel<byte[]> control = Channel.CreateBounded<byte[]>(ControlMessages);
    private readonly Channel<byte[]> log = Channel.CreateBounded<byte[]>(LogMessages);
    private readonly Signal signal = new(time);
    private volatile bool finished;

    public void Post<T>(string id, string type, string? @ref, T payload, JsonTypeInfo<T> shape)
    {
        if (!control.Writer.TryWrite(Write(id, type, @ref, payload, shape)))
            giveUp();
        signal.Ring();
    }

    /// <summary>Waits for room: whoever has lines to send is in no hurry.</summary>
    public async Task PostLogAsync<T>(string type, string @ref, T payload, JsonTypeInfo<T> shape, CancellationToken stopped)
    {
        await log.Writer.WriteAsync(Write(Guid.NewGuid().ToString(), type, @ref, payload, shape), stopped);
        signal.Ring();
    }

    /// <summary>Nothing comes after what is in the control queue now.</summary>
    public void Finish()
    {
        finished = true;
        signal.Ring();
    }

    /// <summary>Writes until the connection ends, or until all is written after <see cref="Finish"/>.</summary>
    public async Task WriteAsync(WebSocket socket, CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            pulse.Beat();
            var done = finished;
            if (control.Reader.TryRead(out var message) || (!done && log.Reader.TryRead(out message)))
                await WriteAsync(socket, message, stopped);
            else if (done)
                return;
            else
                await signal.WaitAsync(Pulse.Interval, stopped);
        }
    }

    private async Task WriteAsync(WebSocket socket, byte[] message, CancellationToken stopped)
    {
        using var limit = new CancellationTokenSource(WriteLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopped);
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, both.Token);
    }

    private byte[] Write<T>(string id, string type, string? @ref, T payload, JsonTypeInfo<T> shape) =>
        EnvelopeWriter.Write(id, time.GetUtcNow().ToUnixTimeMilliseconds(), type, @ref, payload, shape);
}
