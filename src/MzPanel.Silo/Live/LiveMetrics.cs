using System.Collections.Frozen;
using MzPanel.Grains.Live;
using MzPanel.Grains.Servers;

namespace MzPanel.Silo.Live;

/// <summary>
/// Publishes the latest heartbeats of watched workspaces, every 2 s what is new. It collects them from where they lie anyway:
/// the way of a heartbeat knows nothing of viewers.
/// </summary>
internal sealed class LiveMetrics(LocalLinks links, LiveWatched watched, LivePublisher publisher, TimeProvider time) : BackgroundService
{
    private const int MostBeats = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, long> published = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Collect(watched.Now);
    }

    private void Collect(FrozenSet<string> now)
    {
        foreach (var gone in published.Keys.Where(workspaceId => !now.Contains(workspaceId)).ToList())
            published.Remove(gone);
        foreach (var workspaceId in now)
        {
            var beats = links.BeatsSince(workspaceId, published.GetValueOrDefault(workspaceId)).ToList();
            if (beats.Count == 0)
                continue;
            published[workspaceId] = beats.Max(beat => beat.Latest.At);
            foreach (var some in beats.Chunk(MostBeats))
                publisher.Publish(workspaceId, new LiveNews { Beats = some });
        }
    }
}
