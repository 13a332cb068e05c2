using MzPanel.Data.Jobs;
using MzPanel.Silo.Logs;

namespace MzPanel.Silo.Jobs;

/// <summary>Waits until a job is another than it was (rest-api.md, <c>wait_s</c>). One that has ended is not waited for.</summary>
internal sealed class JobWait(
    JobRecords records, IClusterClient cluster, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<JobWait> log)
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(2);

    public async Task<JobRow> ForChangeAsync(JobRow job, TimeSpan limit, CancellationToken gone)
    {
        if (JobStatus.IsTerminal(job.Status))
            return job;
        using var ct = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        await using var watch = await JobWatch.OpenAsync(job.Id, cluster, time, log);
        var (started, now) = (time.GetTimestamp(), await ReadAsync(job));
        while (now.Version == job.Version && !ct.IsCancellationRequested && limit - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            await ForNewsAsync(watch.Feed, left < ReadEvery ? left : ReadEvery, ct.Token);
            now = await ReadAsync(job);
        }
        return now;
    }

    private async Task<JobRow> ReadAsync(JobRow job) => await records.FindAsync(job.WorkspaceId, job.Id) ?? job;

    // Lines are news too, and a job may print thousands: only a change of the job itself is worth a look at the records.
    private async Task ForNewsAsync(LiveFeed feed, TimeSpan limit, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (limit - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero && !ct.IsCancellationRequested)
        {
            await feed.WaitAsync(left, time, ct);
            while (feed.TryTake(out var news))
                if (news.CommandId is null)
                    return;
        }
    }
}
