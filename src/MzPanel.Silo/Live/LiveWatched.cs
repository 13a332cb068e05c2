using System.Collections.Frozen;
using MzPanel.Grains;
using MzPanel.Grains.Live;

namespace MzPanel.Silo.Live;

/// <summary>Which workspaces are watched anywhere, as this silo knows it: asked every few seconds, so that nobody else has to.</summary>
internal sealed class LiveWatched(IGrainFactory grains, Jitter jitter, TimeProvider time, ILogger<LiveWatched> log) : BackgroundService
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);
    private volatile FrozenSet<string> watched = [];

    /// <summary>The workspaces.</summary>
    public FrozenSet<string> Now => watched;

    /// <summary>Says that somebody watches: this silo knows at once, the others in a few seconds.</summary>
    public async Task WatchAsync(string workspaceId)
    {
        await grains.GetGrain<ILiveWatchGrain>(ILiveWatchGrain.Key).Watch(workspaceId);
        watched = watched.Append(workspaceId).ToFrozenSet();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(jitter.Between(Least, Most), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
                await AskAsync(stoppingToken);
        }
    }

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        try
        {
            watched = (await grains.GetGrain<ILiveWatchGrain>(ILiveWatchGrain.Key).Watched().WaitAsync(stoppingToken)).ToFrozenSet();
        }
        catch (OperationCanceledException)
        {
            // The silo ends. The call is repeated for ten seconds where the grain is gone already, and the end waits for nobody's answer.
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            log.WatchedUnknown(e);
        }
    }
}
