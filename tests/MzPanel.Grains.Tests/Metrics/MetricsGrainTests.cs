using System.Text.Json;
using MzPanel.Data.Metrics;
using MzPanel.Grains.Metrics;
using MzPanel.Grains.Servers;
using MzPanel.Grains.Tests.Cluster;
using MzPanel.Testing;

namespace MzPanel.Grains.Tests.Metrics;

/// <summary>Metrics from a grain's mailbox to the records and back.</summary>
public sealed class MetricsGrainTests : ServerTest
{
    private MetricsRecords Records => new(silo.Database);

    [Fact]
    public async Task What_was_measured_is_in_the_records_within_two_minutes_and_without_a_write_for_each_heartbeat()
    {
        await agent.ConnectAsync([]);
        for (var beat = 0; beat < 6; beat++)
        {
            await BeatAsync(10 * beat);
            silo.Time.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.Empty(await Records.ReadAsync(server.Id, 10, 0, silo.Now));

        await Until.Async(async () => (await Records.ReadAsync(server.Id, 10, 0, silo.Now)).Count == 1, () => silo.Time.Advance(TimeSpan.FromSeconds(5)));
        Assert.Equal(25, MetricsMerge.Read(await Records.ReadAsync(server.Id, 10, 0, silo.Now), 0, silo.Now, 900)[0].CpuPct!.Value.Avg);
    }

    [Fact]
    public async Task A_grain_that_woke_up_anew_tells_what_the_one_before_measured()
    {
        await agent.ConnectAsync([]);
        await BeatAsync(20);
        await silo.DeactivateAsync(agent.Server);
        silo.Time.Advance(TimeSpan.FromSeconds(40));
        await agent.ConnectAsync([]);
        await BeatAsync(60);

        Assert.Equal([20, 60], (await agent.Server.Metrics(0, silo.Now, 10)).Select(point => point.CpuPct!.Value.Avg));
        Assert.Equal(new Span(40, 60), Assert.Single(await agent.Server.Metrics(0, silo.Now, 900)).CpuPct);
    }

    [Fact]
    public void A_server_that_nobody_reads_the_records_of_for_hours_keeps_what_is_newest_within_a_bound()
    {
        var batch = silo.Service<MetricsBatch>();
        for (var span = 0; span < 200; span++)
            batch.Add([new MetricsChunk { ServerId = "srv", StepS = 10, SpanAt = span, Part = 0, HeardAt = span, Points = new byte[1000] }]);

        Assert.InRange(batch.Held("srv"), 30_000, MetricsBatch.MaxBytesPerServer);
    }

    private Task<bool> BeatAsync(double cpu) =>
        agent.Server.Beat(agent.Epoch, new Beat(silo.Now, JsonSerializer.SerializeToUtf8Bytes(new { cpu_pct = cpu })));
}
