using System.Collections.Concurrent;
using MzPanel.Data;
using MzPanel.Grains.Live;

namespace MzPanel.Silo.Live;

/// <summary>Wakes the viewers of a workspace on all silos soon after this one committed something there; many commits are one waking.</summary>
internal sealed class LiveChanges(Database records, LiveWatched watched, LivePublisher publisher, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly LiveNews Changed = new();
    private readonly ConcurrentDictionary<string, bool> due = new();
    private readonly Signal signal = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        records.Bell.Answer(Hear);
        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(LongestSleep, time, stoppingToken);
            foreach (var workspaceId in due.Keys)
                if (due.TryRemove(workspaceId, out _))
                    publisher.Publish(workspaceId, Changed);
            await Task.Delay(Gather, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        records.Bell.Answer(null);
    }

    private void Hear(string workspaceId)
    {
        if (watched.Now.Contains(workspaceId) && due.TryAdd(workspaceId, true))
            signal.Set();
    }
}
