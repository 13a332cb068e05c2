using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Silo.Agents;

/// <summary>
/// Brings <c>cmd_ack</c> and <c>job_done</c> to the job they are about and acknowledges what is durable; then the server's grain
/// hears that its queue may go on.
/// </summary>
internal sealed class JobFrames(AgentContext context, AgentConnection connection, AgentSocket socket, CommandRoutes routes)
{
    public async Task AcknowledgedAsync(AgentMessage frame, CmdAck ack)
    {
        if (frame.Ref is { } commandId)
            await SettleAsync(frame, commandId, await routes.FindAsync(commandId),
                (job, from) => job.Acknowledged(from, ack.Accepted, ack.Code, ack.Message));
    }

    public async Task DoneAsync(AgentMessage frame, JobDone done)
    {
        if (frame.Ref is { } commandId)
            await SettleAsync(frame, commandId, IsJobId(done.JobId) ? done.JobId : await routes.FindAsync(commandId),
                (job, from) => job.Done(from, End(done)));
    }

    /// <summary>Whether a text from an agent may name a job or a question; a grain is woken for nothing else.</summary>
    public static bool IsJobId(string text) => text.Length is > 4 and <= 64
        && (text.StartsWith("job_", StringComparison.Ordinal) || IsAsk(text));

    public static bool IsAsk(string jobId) => jobId.StartsWith(IServerGrain.AskPrefix, StringComparison.Ordinal);

    private async Task SettleAsync(AgentMessage frame, string commandId, string? jobId, Func<IJobGrain, AgentFrame, Task<FrameReply>> settle)
    {
        var server = context.Grains.GetGrain<IServerGrain>(connection.ServerId);
        var from = new AgentFrame(connection.ServerId, connection.Epoch, commandId);
        // A command that no record knows stays unknown: acknowledged, so that the agent stops telling of it.
        var reply = jobId is null ? FrameReply.Durable
            : IsAsk(jobId) ? await server.AskFrame(connection.Epoch, frame.Type, commandId, frame.Payload)
            : await settle(context.Grains.GetGrain<IJobGrain>(jobId), from);
        if (reply != FrameReply.Durable)
        {
            if (!IsAsk(jobId!))
                connection.Supersede();
            return;
        }
        socket.Send(AgentFrames.Ack(frame.Id, context.Now));
        if (jobId is not null && !IsAsk(jobId))
            await server.Signal(jobId);
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
