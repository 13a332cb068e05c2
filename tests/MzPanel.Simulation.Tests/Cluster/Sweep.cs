using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Servers;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>What <c>DueWork</c> does on each silo: wakes servers that have something to do though nobody may be awake.</summary>
internal sealed class Sweep(SimSilo silo)
{
    private const int Most = 1000;
    private const long SeenLateMs = 180_000;

    public async Task RunAsync()
    {
        while (true)
        {
            await silo.Loop.DelayAsync(silo.Loop.Dice.Between(25_000, 35_000));
            try
            {
                await SweepAsync();
            }
            catch (Exception e) when (SimCluster.IsExpected(e))
            {
                // The next one, in half a minute.
            }
        }
    }

    private async Task SweepAsync()
    {
        var now = silo.Clock.UnixMs;
        var due = await silo.Services.Get<JobRecords>().ServersWithDueWorkAsync(now, Most);
        var silent = await silo.Services.Get<ServerRecords>().SilentAsync(now - silo.World.Options.OfflineSeconds * 1000L - SeenLateMs, Most);
        foreach (var server in due.Union(silent).Order(StringComparer.Ordinal))
            await ReconcileAsync(server);
    }

    private async Task ReconcileAsync(string server)
    {
        try
        {
            await silo.Cluster.Factory.GetGrain<IServerGrain>(server).Reconcile();
        }
        catch (Exception e) when (SimCluster.IsExpected(e))
        {
            // The others are looked at all the same.
        }
    }
}
