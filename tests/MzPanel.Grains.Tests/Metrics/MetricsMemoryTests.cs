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
    public void The_history_of_a_server_never_takes_more_than_64_KiB_with_all_that_waits_for_the_records()
    {
        var all = new MetricsHistory[Servers];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Servers; i++)
            all[i] = Full();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Servers;

        Assert.All(all, history => Assert.Equal(MetricsHistory.MaxBytes / Bucket.Bytes, history.Count));
        Assert.InRange(each + MetricsBatch.MaxBytesPerServer, MetricsHistory.MaxBytes, 64 * 1024);
    }

    [Fact]
    public void A_row_of_a_server_that_beats_as_agreed_takes_little_of_what_waits()
    {
        var history = new MetricsHistory();
        for (var beat = 0; beat < 30; beat++)
            history.Add(beat * 30_000L, Measured(beat));

        Assert.InRange(Assert.Single(history.TakeNews("srv")).Points.Length, 1, 1024);
    }

    /// <summary>A heartbeat for each step of two spans, and nobody takes them.</summary>
    private static MetricsHistory Full()
    {
        var history = new MetricsHistory();
        for (var beat = 0; beat < 5 * 180; beat++)
            history.Add(beat * 10_000L, Measured(beat));
        return history;
    }

    private static Heartbeat Measured(int beat) => new()
    {
        CpuPct = beat % 100, Load = [1, 2, 3], MemUsed = beat, SwapUsed = beat,
        Disks = [new() { Mount = "/", Total = 100, Used = 30 }], Net = new() { RxBytes = beat, TxBytes = beat },
    };
}
