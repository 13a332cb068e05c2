using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using Orleans.Streams;

namespace MzPanel.Silo.Live;

/// <summary>
/// Follows a stream of news while somebody looks, and keeps it coming: renews the lease of who publishes, and subscribes anew
/// where the cluster has forgotten who listens, as it does with the silo that remembered. Where news do not come at all, the
/// records still tell everything, only later.
/// </summary>
internal sealed class NewsWatch<T>(StreamId stream, Action<T> hear, Func<Task> lease, NewsSource source) : IAsyncDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource over = new();
    private StreamSubscriptionHandle<T>? subscription;
    private Task renewal = Task.CompletedTask;

    /// <summary>When this returns, news come.</summary>
    public async Task OpenAsync()
    {
        await TryAsync(KeepAsync);
        renewal = RenewAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await renewal;
        if (subscription is { } held)
            await TryAsync(held.UnsubscribeAsync);
        over.Dispose();
    }

    private IAsyncStream<T> Stream => source.Cluster.GetStreamProvider(JobNews.Provider).GetStream<T>(stream);

    private async Task KeepAsync()
    {
        if (subscription is not { } held || (await Stream.GetAllSubscriptionHandles()).All(known => known.HandleId != held.HandleId))
            subscription = await Stream.SubscribeAsync(Hear);
        await lease();
    }

    private Task Hear(T news, StreamSequenceToken? token)
    {
        hear(news);
        return Task.CompletedTask;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewEvery, source.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
                await TryAsync(KeepAsync);
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
        catch (Exception e) when (e is TimeoutException or OrleansException or PanelException)
        {
            source.Log.WatchFailed(e, stream);
        }
    }
}

/// <summary>Where news come from, for who follows them.</summary>
internal sealed record NewsSource(IClusterClient Cluster, TimeProvider Time, ILogger Log);
