using MzPanel.Data.Jobs;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>Runs the viewers of this silo. Each ends with its silo, and with the right of its caller to look.</summary>
internal sealed class LogViewers(
    JobRecords jobs, JobLogReader reader, IClusterClient cluster, IHostApplicationLifetime lifetime, LogMeters meters, TimeProvider time, ILogger<LogViewers> log)
{
    public async Task ShowAsync(JobRow job, long after, CallerIdentity caller, HttpContext context)
    {
        await using var right = ViewerRight.Of(context, caller);
        using var ct = CancellationTokenSource.CreateLinkedTokenSource(right.Over, lifetime.ApplicationStopping);
        // Of what is over there will be no news: it is read from the records and wakes nobody.
        await using var watch = IsOver(job) ? null : await JobWatch.OpenAsync(job.Id, cluster, time, log);
        var viewer = SseWriter.Of(context.Response, time);
        var tail = new LogTail(async () => await jobs.FindAsync(job.WorkspaceId, job.Id), reader, watch?.Feed ?? new LiveFeed(), viewer, meters, time);
        try
        {
            // What happened before the news began to come is in the records only.
            var now = watch is null ? job : await jobs.FindAsync(job.WorkspaceId, job.Id);
            await tail.RunAsync(now ?? job, after, ct.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    private static bool IsOver(JobRow job) => JobStatus.IsTerminal(job.Status) && job.IsLogComplete();
}
