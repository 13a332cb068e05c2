using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Logs;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Engine;
using MzPanel.Simulation.Tests.Storage;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>A lane per command: one append under way, tried again until the connection ends, as <c>LogLane</c> does.</summary>
internal sealed class SocketLogs(Socket socket, World world, Lane lane)
{
    private const long AckEveryMs = 250;
    private readonly Dictionary<string, Queue<LogPiece>> lanes = [];
    private readonly Dictionary<string, (long Durable, long Sent)> owed = [];
    private bool ended;
    private Alarm? ackAlarm;

    public void End() => ended = true;

    public void Take(AgentMessage message)
    {
        var batch = (LogBatch)message.Payload;
        var piece = batch.Gap is { } gap ? new LogPiece(batch.Seq, gap, null)
            : new LogPiece(batch.Seq, batch.Lines!.Count, LogCodec.Encode(batch.Lines, socket.Silo.Clock.UnixMs));
        if (world.Defect.AcksEarly)
            Owe(message.Ref!, piece.Seq + piece.Count - 1);
        if (lanes.TryGetValue(message.Ref!, out var waiting))
        {
            waiting.Enqueue(piece);
            return;
        }
        lanes[message.Ref!] = new Queue<LogPiece>([piece]);
        _ = WorkOffAsync(message.Ref!, batch.JobId);
    }

    private async Task WorkOffAsync(string commandId, string jobId)
    {
        var waiting = lanes[commandId];
        while (waiting.TryDequeue(out var piece))
            if (await AppendAsync(commandId, jobId, Joined(piece, waiting)) is { } reply)
                Answer(commandId, reply);
        lanes.Remove(commandId);
    }

    private static LogPiece Joined(LogPiece first, Queue<LogPiece> waiting)
    {
        var run = new List<LogChunk> { Chunk(first) };
        while (!run[0].IsGap && waiting.TryPeek(out var next) && next.Bytes is not null && next.Seq == run[^1].LastSeq + 1)
            run.Add(Chunk(waiting.Dequeue()));
        return run.Count == 1 ? first : new LogPiece(first.Seq, run.Sum(c => c.Count), LogJoin.Of(run).Bytes);

        static LogChunk Chunk(LogPiece piece) => new(piece.Seq, piece.Count, piece.Bytes);
    }

    private async Task<LogReply?> AppendAsync(string commandId, string jobId, LogPiece piece)
    {
        Origin.Now = new Origin(socket.ServerId, socket.Epoch);
        var job = socket.Cluster.Factory.GetGrain<IJobGrain>(jobId);
        for (var pause = 250L; ; pause = Math.Min(pause * 2, 5_000))
        {
            try
            {
                return await job.Append(new AgentFrame(socket.ServerId, socket.Epoch, commandId), piece);
            }
            catch (Exception e) when (SimCluster.IsExpected(e))
            {
                await world.Loop.DelayAsync(pause);
            }
            if (ended)
                return null;
        }
    }

    private void Answer(string commandId, LogReply reply)
    {
        if (reply.AckedSeq is { } seq)
            Owe(commandId, seq);
        else
            socket.Close(CloseCode.Superseded);
        if (reply.Conflict)
            socket.Close(CloseCode.Violation);
    }

    private void Owe(string commandId, long seq)
    {
        var (durable, sent) = owed.GetValueOrDefault(commandId);
        owed[commandId] = (Math.Max(durable, seq), sent);
        ackAlarm ??= world.Loop.After(AckEveryMs, () => lane.Post(Acknowledge));
    }

    private void Acknowledge()
    {
        ackAlarm = null;
        foreach (var (commandId, (durable, sent)) in owed.ToList())
        {
            if (durable > sent)
                socket.Send(Frames.LogAck(commandId, durable, socket.Silo.Clock.UnixMs));
            owed[commandId] = (durable, durable);
        }
    }
}
