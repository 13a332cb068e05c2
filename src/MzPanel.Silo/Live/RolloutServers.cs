using System.Collections.Concurrent;
using MzPanel.Data.Rollouts;

namespace MzPanel.Silo.Live;

/// <summary>The servers of the rollouts that move now, which say who sees them. They are fixed when a rollout is made: one reading serves all that is told of it.</summary>
internal sealed class RolloutServers(RolloutRecords rollouts)
{
    private const int MostServers = 20_000;
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> known = new();

    public async ValueTask<IReadOnlyList<string>> OfAsync(string rolloutId)
    {
        if (known.TryGetValue(rolloutId, out var servers))
            return servers;
        servers = await rollouts.ServersAsync(rolloutId);
        if (known.Values.Sum(some => some.Count) + servers.Count > MostServers)
            known.Clear();
        return known.GetOrAdd(rolloutId, servers);
    }
}
