using MzPanel.Grains.Metrics;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Grains.Tests.Metrics;

/// <summary>Measured, not counted; alone, because the heap is everybody's.</summary>
[CollectionDefinition(DisableParallelization = true)]
[Collection(typeof(MetricsMemoryTests))]
public sealed class MetricsMemoryTests
{
    private const int Servers = 256;

    [Fact]
    public void The_history_of_a_server_never_takes_more_than_64_KiB()
    {
        var all = new MetricsHistory[Servers];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Servers; i++)
            all[i] = Full();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Servers;

        Assert.All(all, history => Assert.Equal(MetricsHistory.MaxMinutes, history.Count));
        Assert.InRange(each, MetricsHistory.MaxMinutes * Minute.Bytes, 64 * 1024);
    }

    /// <summary>Well past the point from which the oldest minutes are dropped.</summary>
    private static MetricsHistory Full()
    {
        var history = new MetricsHistory();
        for (var beat = 0; beat < 5 * MetricsHistory.MaxMinutes; beat++)
            history.Add(beat * 30_000L, new Heartbeat
            {
                CpuPct = beat % 100, Load = [1, 2, 3], MemUsed = beat, SwapUsed = beat,
                Disks = [new() { Mount = "/", Total = 100, Used = 30 }], Net = new() { RxBytes = beat, TxBytes = beat },
            });
        return history;
    }
}
