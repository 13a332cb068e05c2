using MzPanel.Grains.Jobs;
using MzPanel.Silo.Live;
using MzPanel.Silo.Logs;

namespace MzPanel.Silo.Jobs;

/// <summary>Follows the live news of one job while somebody looks, and keeps them coming (delivery.md, "Logs").</summary>
internal sealed class JobWatch : IAsyncDisposable
{
    private readonly NewsWatch<JobNews> watch;

    private JobWatch(string jobId, NewsSource source) =>
        watch = new(JobNews.Of(jobId), Feed.Offer, () => source.Cluster.GetGrain<IJobGrain>(jobId).Watch(), source);

    public LiveFeed Feed { get; } = new();

    /// <summary>When this returns, news come.</summary>
    public static async Task<JobWatch> OpenAsync(string jobId, IClusterClient cluster, TimeProvider time, ILogger log)
    {
        var opened = new JobWatch(jobId, new NewsSource(cluster, time, log));
        await opened.watch.OpenAsync();
        return opened;
    }

    public ValueTask DisposeAsync() => watch.DisposeAsync();
}
