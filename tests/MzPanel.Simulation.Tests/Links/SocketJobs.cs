using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Jobs;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Storage;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>
/// <c>cmd_ack</c> and <c>job_done</c> one after the other, each acknowledged when it is durable, as <c>AgentInbox</c> and
/// <c>JobFrames</c> do.
/// </summary>
internal sealed class SocketJobs(Socket socket, World world)
{
    private readonly Queue<AgentMessage> waiting = new();
    private TaskCompletionSource? idle;
    private bool busy;

    public void Take(AgentMessage message)
    {
        waiting.Enqueue(message);
        if (!busy)
            _ = WorkOffAsync();
    }

    /// <summary>Completes when nothing waits.</summary>
    public Task IdleAsync() => busy ? (idle ??= new()).Task : Task.CompletedTask;

    private async Task WorkOffAsync()
    {
        busy = true;
        while (waiting.TryDequeue(out var message))
        {
            try
            {
                await HandleAsync(message);
            }
            catch (Exception e) when (SimCluster.IsExpected(e))
            {
                // Not acknowledged, so the agent sends it again.
            }
        }
        busy = false;
        idle?.TrySetResult();
    }

    private async Task HandleAsync(AgentMessage message)
    {
        var jobId = await FindJobAsync(message);
        if (world.Defect.AcksEarly)
            socket.Send(Frames.Ack(message.Id, socket.Silo.Clock.UnixMs));
        var reply = jobId is null ? FrameReply.Durable : await TellAsync(jobId, message);
        if (reply != FrameReply.Durable)
        {
            socket.Close(CloseCode.Superseded);
            return;
        }
        socket.Send(Frames.Ack(message.Id, socket.Silo.Clock.UnixMs));
        if (jobId is not null)
            await socket.Server.Signal(jobId);
    }

    private async Task<string?> FindJobAsync(AgentMessage message)
    {
        if (message.Payload is JobDone { JobId.Length: > 4 } done)
            return done.JobId;
        var owners = await socket.Silo.Services.Get<JobRecords>().OwnersAsync(socket.ServerId, [message.Ref!]);
        return owners.GetValueOrDefault(message.Ref!);
    }

    // What is done because of the frame is marked with where it came from; what follows from it, with nothing.
    private async Task<FrameReply> TellAsync(string jobId, AgentMessage message)
    {
        Origin.Now = new Origin(socket.ServerId, socket.Epoch);
        var job = socket.Cluster.Factory.GetGrain<IJobGrain>(jobId);
        var from = new AgentFrame(socket.ServerId, socket.Epoch, message.Ref!);
        return message.Payload is CmdAck ack ? await job.Acknowledged(from, ack.Accepted, ack.Code, ack.Message) : await job.Done(from, End((JobDone)message.Payload));
    }

    private static JobEnd End(JobDone done) => new()
    {
        ExitCode = done.ExitCode,
        DurationMs = done.DurationMs,
        LastSeq = done.LastSeq,
        Outcome = done.Outcome,
        ErrorCode = done.Error?.Code,
        ErrorMessage = done.Error?.Message,
        Result = done.Result?.GetRawText(),
    };
}
