using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;

namespace MzPanel.Silo.Agents;

/// <summary>
/// The log of one command on its way to its job: one append under way, what comes meanwhile gathers into the next. A failed
/// append is tried again until the connection ends, because the agent sends a line a second time only after a reconnect.
/// </summary>
internal sealed class LogLane(AgentContext context, AgentConnection connection, AgentSocket socket, string jobId, string commandId, LogLanes lanes)
{
    private const int AppendBytes = 256 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Queue<LogPiece> waiting = new();
    private readonly LogAckPace pace = new();
    private ITimer? timer;
    private bool busy;

    public string CommandId => commandId;

    /// <summary>Nothing waits, runs or is owed.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
                return !busy && pace.DueAt is null;
        }
    }

    public static int SizeOf(LogPiece piece) => 64 + (piece.Bytes?.Length ?? 0);

    /// <summary>Puts a piece in line; <see langword="true"/>: nobody works here, start.</summary>
    public bool Add(LogPiece piece)
    {
        lock (gate)
        {
            waiting.Enqueue(piece);
            var start = !busy;
            busy = true;
            return start;
        }
    }

    public async Task WorkOffAsync()
    {
        while (Take() is var (piece, size))
        {
            if (await AppendAsync(piece) is { } reply)
                Answer(reply, piece);
            lanes.Give(size);
        }
    }

    private (LogPiece Piece, int Size)? Take()
    {
        lock (gate)
        {
            busy = waiting.TryDequeue(out var piece);
            if (!busy)
                return null;
            var run = new List<LogPiece> { piece! };
            var size = SizeOf(piece!);
            while (waiting.TryPeek(out var next) && LogRun.Follows(run[^1], next) && size + SizeOf(next) <= AppendBytes)
            {
                run.Add(waiting.Dequeue());
                size += SizeOf(next);
            }
            return (LogRun.Join(run), size);
        }
    }

    private async Task<LogReply?> AppendAsync(LogPiece piece)
    {
        var job = context.Grains.GetGrain<IJobGrain>(jobId);
        var from = new AgentFrame(connection.ServerId, connection.Epoch, commandId);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await job.Append(from, piece);
            }
            catch (Exception e)
            {
                context.Log.AppendFailed(e, connection.ServerId, commandId, pause.TotalMilliseconds);
            }
            // Spread: a silo's agents all find the records away in the same moment.
            if (!await lanes.PauseAsync(context.Jitter.Between(pause / 2, pause)))
                return null;
        }
    }

    private void Answer(LogReply reply, LogPiece piece)
    {
        if (reply.AckedSeq is { } seq)
            lock (gate)
                pace.Durable(seq, piece.Bytes?.Length ?? 0);
        else
            connection.Supersede();
        if (reply.AckedSeq >= piece.Seq + piece.Count - 1)
            context.Meters.LinesAcked(piece);
        if (reply.Conflict)
            connection.Close(CloseCode.Violation, "The same lines came before with other text.");
        Acknowledge();
    }

    private void Acknowledge()
    {
        lock (gate)
        {
            if (pace.Take(context.Steady) is { } seq)
                socket.Send(AgentFrames.LogAck(commandId, seq, context.Now));
            timer ??= context.Time.CreateTimer(_ => Tick(), null, TimeSpan.FromMilliseconds(LogAckPace.BetweenMs), Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        lock (gate)
        {
            timer?.Dispose();
            timer = null;
            if (pace.DueAt is not null)
            {
                Acknowledge();
                return;
            }
        }
        lanes.Retire(this);
    }
}
