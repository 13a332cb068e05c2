using System.Runtime.InteropServices;
using System.Text.Json.Serialization.Metadata;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Silo.Agents;

/// <summary>
/// What comes in after the welcome, but for heartbeats: log lines go their own way, everything else is worked off in order.
/// Neither makes the reader wait while the agent keeps to its window.
/// </summary>
internal sealed class AgentInbox
{
    // What an agent has to say besides logs is small; what finds no room here is sent again by the rules of the contract.
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly AgentContext context;
    private readonly AgentConnection connection;
    private readonly AgentSocket socket;
    private readonly WorkQueue<Func<Task>> queue;
    private readonly LogLanes logs;
    private readonly JobFrames jobs;

    public AgentInbox(AgentContext context, AgentConnection connection, AgentSocket socket, CommandRoutes routes)
    {
        (this.context, this.connection, this.socket) = (context, connection, socket);
        queue = new(MaxBytes, async work => await work());
        logs = new(context, connection, socket);
        jobs = new(context, connection, socket, routes);
    }

    /// <summary>Takes a frame in; a fault closes the connection.</summary>
    public async ValueTask<EnvelopeFault?> TakeAsync(Envelope envelope)
    {
        switch (envelope.Type)
        {
            case MessageType.Log:
                return await logs.TakeAsync(envelope);
            case MessageType.CmdAck:
                return Later(envelope, ProtocolJson.Default.CmdAck, jobs.AcknowledgedAsync);
            case MessageType.JobDone:
                return Later(envelope, ProtocolJson.Default.JobDone, jobs.DoneAsync);
            case MessageType.Event:
                return Later(envelope, ProtocolJson.Default.AgentEvent, (frame, _) => EventAsync(frame));
            case MessageType.Ack:
                return Later(envelope, ProtocolJson.Default.Ack, (frame, _) => TokenRotatedAsync(frame));
            case MessageType.Error:
                return Complaint(envelope);
            case MessageType.Hello:
                return new EnvelopeFault("hello_repeated", "A hello comes once.", envelope.Id);
            default:
                socket.Send(AgentFrames.Error(envelope.Id, ErrorNotice.UnknownType, "This type is not known here.", context.Now));
                return null;
        }
    }

    /// <summary>Works off what came before the end.</summary>
    public Task EndAsync() => Task.WhenAny(
        Task.WhenAll(queue.WhenIdle(), logs.EndAsync()), Task.Delay(EndLimit, context.Time));

    private EnvelopeFault? Later<T>(in Envelope envelope, JsonTypeInfo<T> shape, Func<AgentMessage, T, Task> handle) where T : class
    {
        if (EnvelopeReader.Payload(envelope, shape, out var fault) is not { } payload)
            return fault;
        var bytes = JsonMarshal.GetRawUtf8Value(envelope.Payload).ToArray();
        var frame = new AgentMessage(envelope.Type, envelope.Id, envelope.Ref, bytes);
        if (!queue.TryAdd(() => HandleAsync(frame, payload, handle), bytes.Length))
            context.Log.FrameDropped(connection.ServerId, frame.Type);
        return null;
    }

    private async Task HandleAsync<T>(AgentMessage frame, T payload, Func<AgentMessage, T, Task> handle)
    {
        try
        {
            await handle(frame, payload);
        }
        catch (Exception e)
        {
            // Not acknowledged, so the agent sends it again: storage away is nothing to close a socket for.
            context.Log.FrameFailed(e, connection.ServerId, frame.Type);
        }
    }

    private async Task EventAsync(AgentMessage frame)
    {
        if (await Grain().StoreEvent(connection.Epoch, frame.Id, frame.Payload) == FrameReply.Durable)
            socket.Send(AgentFrames.Ack(frame.Id, context.Now));
        else
            connection.Supersede();
    }

    private Task TokenRotatedAsync(AgentMessage frame) =>
        frame.Ref is { } messageId ? Grain().TokenRotated(connection.Epoch, messageId) : Task.CompletedTask;

    private EnvelopeFault? Complaint(in Envelope envelope)
    {
        if (EnvelopeReader.Payload(envelope, ProtocolJson.Default.ErrorNotice, out var fault) is { } notice)
            context.Log.AgentComplained(connection.ServerId, notice.Code, notice.Message);
        return fault;
    }

    private IServerGrain Grain() => context.Grains.GetGrain<IServerGrain>(connection.ServerId);
}

/// <summary>A frame that outlives its buffer.</summary>
internal sealed record AgentMessage(string Type, string Id, string? Ref, byte[] Payload);
