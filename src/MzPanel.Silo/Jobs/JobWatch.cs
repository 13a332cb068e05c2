using MzPanel.Grains.Jobs;
using MzPanel.Silo.Logs;
using Orleans.Streams;

namespace MzPanel.Silo.Jobs;

/// <summary>Follows the live news of one job while somebody looks, and keeps them coming (delivery.md, "Logs").</summary>
internal sealed class JobWatch : IAsyncDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private readonly string jobId;
    private readonly IClusterClient cluster;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource over = new();
    private StreamSubscriptionHandle<JobNews>? subscription;
    private Task renewal = Task.CompletedTask;

    private JobWatch(string jobId, IClusterClient cluster, TimeProvider time, ILogger log) =>
        (this.jobId, this.cluster, this.time, this.log) = (jobId, cluster, time, log);

    public LiveFeed Feed { get; } = new();

    /// <summary>When this returns, news come. Where they cannot, the records still tell everything, only later.</summary>
    public static async Task<JobWatch> OpenAsync(string jobId, IClusterClient cluster, TimeProvider time, ILogger log)
    {
        var watch = new JobWatch(jobId, cluster, time, log);
        await watch.TryAsync(watch.SubscribeAsync);
        watch.renewal = watch.RenewAsync();
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await renewal;
        if (subscription is { } held)
            await TryAsync(held.UnsubscribeAsync);
        over.Dispose();
    }

    private async Task SubscribeAsync()
    {
        subscription = await cluster.GetStreamProvider(JobNews.Provider).GetStream<JobNews>(JobNews.Of(jobId)).SubscribeAsync(Hear);
        await Grain.Watch();
    }

    private IJobGrain Grain => cluster.GetGrain<IJobGrain>(jobId);

    private Task Hear(JobNews news, StreamSequenceToken? token)
    {
        Feed.Offer(news);
        return Task.CompletedTask;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
                await TryAsync(Grain.Watch);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or Grains.Refusals.PanelException)
        {
            log.WatchFailed(e, jobId);
        }
    }
}
