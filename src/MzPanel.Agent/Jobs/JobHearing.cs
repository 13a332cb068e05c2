using MzPanel.Agent.Commands;
using MzPanel.Agent.Logs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Jobs;

/// <summary>A line of the command's log goes there, and the daemon notes down what comes back.</summary>
internal sealed class JobHearing(SpoolLog log, JobDirectory job, TimeProvider time) : IHearing
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task HeardAsync(CancellationToken cancelled)
    {
        var acked = new AckNote(job.Path);
        acked.Ask();
        log.Write(LogLine.Stdout, "Waiting for the control plane to acknowledge this line");
        for (var said = log.LastSeq; acked.Read() < said;)
            await Task.Delay(Look, time, cancelled);
    }
}
