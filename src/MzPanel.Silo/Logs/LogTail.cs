using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>
/// One viewer of one job's log. The records are the truth and are read every 2 s, and at once where the stream shows a hole or
/// was dropped; the stream only makes it fast (delivery.md, "Logs").
/// </summary>
internal sealed class LogTail(Func<ValueTask<JobRow?>> read, JobLogReader reader, LiveFeed feed, SseWriter viewer, LogMeters meters, TimeProvider time)
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(2);
    private readonly TailEnd end = new(time);
    private (long Version, bool Complete)? announced;

    /// <summary>Runs until the log ends, the viewer goes, or <c>read</c> finds nothing to show any more.</summary>
    public async Task RunAsync(JobRow job, long after, CancellationToken ct)
    {
        var merge = new LogMerge(job, after);
        await AnnounceAsync(job, ct);
        while (!await CatchUpAsync(job, merge, ct))
        {
            await FollowAsync(merge, ct);
            if (ct.IsCancellationRequested || await ReadAsync(job) is not { } now)
                return;
            job = now;
            merge.Turn(job);
            // What has ended is announced behind its last lines.
            if (!JobStatus.IsTerminal(job.Status))
                await AnnounceAsync(job, ct);
        }
        await viewer.SendAsync("end", null, new TailEnded(job.IsLogRead(merge.After)), ct);
    }

    /// <summary>The job as it is now; as it was, where the records cannot tell.</summary>
    private async Task<JobRow?> ReadAsync(JobRow job)
    {
        try
        {
            return await read();
        }
        catch (StorageException)
        {
            return job;
        }
    }

    private async Task<bool> CatchUpAsync(JobRow job, LogMerge merge, CancellationToken ct)
    {
        try
        {
            await foreach (var rows in reader.ReadAsync(job, merge).WithCancellation(ct))
                await SendAsync(rows, ct);
        }
        catch (StorageException)
        {
            // Shown when the records answer again; a browser gives up for good where it comes back and is refused.
            await viewer.CommentAsync(ct);
            return false;
        }
        await AnnounceAsync(job, ct);
        return end.Reached(job, merge.After);
    }

    private async Task FollowAsync(LogMerge merge, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        while (!ct.IsCancellationRequested && ReadEvery - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            if (feed.TakeDropped() || !await DrainAsync(merge, ct))
                return;
            if (viewer.CommentIn == TimeSpan.Zero)
                await viewer.CommentAsync(ct);
            await feed.WaitAsync(left < viewer.CommentIn ? left : viewer.CommentIn, time, ct);
        }
    }

    // False: the records must be read, because the job changed or the stream skipped something.
    private async Task<bool> DrainAsync(LogMerge merge, CancellationToken ct)
    {
        while (feed.TryTake(out var news))
        {
            if (news.CommandId is null)
                return false;
            await SendAsync(merge.FromStream(news), ct);
        }
        return !merge.Behind;
    }

    private async Task SendAsync(IEnumerable<LogRow> rows, CancellationToken ct)
    {
        if (await viewer.SendLinesAsync(rows, meters, ct))
            end.Heard();
    }

    private async Task AnnounceAsync(JobRow job, CancellationToken ct)
    {
        var state = (job.Version, job.IsLogComplete());
        if (announced == state)
            return;
        announced = state;
        await viewer.SendAsync("status", null, JobView.Of(job), ct);
    }
}

internal sealed record TailEnded(bool Complete);
