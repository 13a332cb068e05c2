using System.Runtime.InteropServices;
using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Silo.Agents;

/// <summary>
/// The log lines of one connection: a lane per command, all of them within one window of bytes. An agent that keeps to its own
/// window never fills this one, so its other frames never wait behind its logs; one that does not is simply read more slowly.
/// </summary>
internal sealed class LogLanes(AgentContext context, AgentConnection connection, AgentSocket socket)
{
    // The encoding adds a few bytes a line to the text that the agent counts.
    private const int WindowBytes = 2 * ProtocolLimits.LogWindowBytes;
    private const int MaxLanes = 256;
    private static readonly TimeSpan RoomLimit = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, LogLane> lanes = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private TaskCompletionSource? room;
    private TaskCompletionSource? empty;
    private int pending;

    /// <summary>Takes a <c>log</c> in; a fault closes the connection.</summary>
    public async ValueTask<EnvelopeFault?> TakeAsync(Envelope envelope)
    {
        if (EnvelopeReader.Payload(envelope, ProtocolJson.Default.LogBatch, out var fault) is not { } batch)
            return fault;
        if (envelope.Ref is not { } commandId || LogCheck.Fault(batch) is not null)
            return new EnvelopeFault("bad_log", LogCheck.Fault(batch) ?? "A log names its command in ref.", envelope.Id);
        if (JobFrames.IsAsk(batch.JobId))
            return await AskAsync(commandId, JsonMarshal.GetRawUtf8Value(envelope.Payload).ToArray());
        var piece = batch.Gap is { } gap ? new LogPiece(batch.Seq, gap, null)
            : new LogPiece(batch.Seq, batch.Lines!.Count, LogCodec.Encode(batch.Lines, context.Now));
        context.Meters.LinesIn(piece);
        if (!TryAdd(batch.JobId, commandId, piece))
            return new EnvelopeFault("too_many_logs", "Logs of too many commands come at once.", envelope.Id);
        if (RoomAsync() is { IsCompleted: false } room)
            await WaitAsync(room);
        return null;
    }

    /// <summary>Stops trying again, and completes when nothing is under way.</summary>
    public Task EndAsync()
    {
        ended.TrySetResult();
        lock (gate)
            return pending == 0 ? Task.CompletedTask : (empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Waits before another try; <see langword="false"/> once the connection is over.</summary>
    public async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.WhenAny(Task.Delay(pause, context.Time), ended.Task);
        return !ended.Task.IsCompleted;
    }

    public void Give(int bytes)
    {
        lock (gate)
        {
            pending -= bytes;
            if (pending <= WindowBytes)
                (room, _) = (null, room?.TrySetResult());
            if (pending == 0)
                empty?.TrySetResult();
        }
    }

    public void Retire(LogLane lane)
    {
        lock (gate)
            if (lane.IsIdle)
                lanes.Remove(lane.CommandId);
    }

    private bool TryAdd(string jobId, string commandId, LogPiece piece)
    {
        LogLane? lane;
        lock (gate)
        {
            if (!lanes.TryGetValue(commandId, out lane))
            {
                if (lanes.Count >= MaxLanes)
                    return false;
                lanes[commandId] = lane = new(context, connection, socket, jobId, commandId, this);
            }
            pending += LogLane.SizeOf(piece);
            if (!lane.Add(piece))
                return true;
        }
        _ = lane.WorkOffAsync();
        return true;
    }

    private Task RoomAsync()
    {
        lock (gate)
            return pending <= WindowBytes ? Task.CompletedTask : (room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private async Task WaitAsync(Task room)
    {
        await Task.WhenAny(room, socket.Closing, Task.Delay(RoomLimit, context.Time));
        // Nothing is read meanwhile, so nobody would notice that the peer is gone.
        if (!room.IsCompleted)
            connection.Close(CloseCode.Restarting, "Try again later.");
    }

    private async ValueTask<EnvelopeFault?> AskAsync(string commandId, byte[] payload)
    {
        try
        {
            await context.Grains.GetGrain<IServerGrain>(connection.ServerId).AskFrame(connection.Epoch, MessageType.Log, commandId, payload);
        }
        catch (Exception e)
        {
            // Whoever asked gives up after 10 s; the connection has nothing to do with it.
            context.Log.FrameFailed(e, connection.ServerId, MessageType.Log);
        }
        return null;
    }
}
