using Microsoft.Extensions.Logging;
using MzPanel.Data.Logs;
using Orleans.Streams;

namespace MzPanel.Grains.Jobs;

/// <summary>
/// Publishes a job's changes and lines while somebody watches. Never awaited by the ingest: a full or broken stream only means
/// that viewers read the records, as they do while lines come faster than <see cref="NewsPace"/>.
/// </summary>
internal sealed partial class JobBroadcast(string jobId, Func<IStreamProvider> provider, DateTimeOffset watchedUntil, TimeProvider time, ILogger logger)
{
    private const int MaxUnderWay = 64;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly NewsPace pace = new(time);
    private IAsyncStream<JobNews>? stream;
    private int underWay;
    private bool flooded;

    /// <summary>End of the lease.</summary>
    public DateTimeOffset WatchedUntil { get; private set; } = watchedUntil;

    public void Watch() => WatchedUntil = time.GetUtcNow() + Lease;

    private bool IsWatched => time.GetUtcNow() < WatchedUntil;

    public void Lines(string commandId, LogChunk chunk)
    {
        // Behind lines that were left out, others would be of no use.
        if (!IsWatched || flooded)
            return;
        if (pace.TryTake(chunk.Bytes?.Length ?? 0))
            Publish(new JobNews { CommandId = commandId, FirstSeq = chunk.FirstSeq, Count = chunk.Count, Bytes = chunk.Bytes });
        else
            _ = TellLaterAsync();
    }

    public void Changed() => Publish(new JobNews());

    /// <summary>One word about all that comes until then.</summary>
    private async Task TellLaterAsync()
    {
        flooded = true;
        await Task.Delay(NewsPace.Window, time);
        flooded = false;
        Changed();
    }

    private void Publish(JobNews news)
    {
        if (!IsWatched || underWay >= MaxUnderWay)
            return;
        stream ??= provider().GetStream<JobNews>(JobNews.Of(jobId));
        underWay++;
        _ = SendAsync(stream, news);
    }

    private async Task SendAsync(IAsyncStream<JobNews> to, JobNews news)
    {
        try
        {
            await to.OnNextAsync(news);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException)
        {
            LogLost(e, jobId);
        }
        finally
        {
            underWay--;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "News of job {JobId} was not published; viewers read the records")]
    private partial void LogLost(Exception e, string jobId);
}
