using MzPanel.Data;
using MzPanel.Grains.Jobs;
using MzPanel.Silo.Agents;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MzPanel.Silo.Tests.Telemetry;

/// <summary>What each heartbeat and each run of lines pays for being counted.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void A_heartbeat_and_lines_allocate_nothing_to_be_counted()
    {
        using var reader = Sdk.CreateMeterProviderBuilder().AddMeter(PanelMeter.Name).AddReader(new BaseExportingMetricReader(new Nowhere())).Build();
        var meters = new AgentMeters(new Meters());
        var piece = new LogPiece(1, 10, new byte[100]);
        Count(meters, piece, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(meters, piece, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Count(AgentMeters meters, LogPiece piece, int times)
    {
        for (var i = 0; i < times; i++)
        {
            meters.Heartbeat();
            meters.LinesIn(piece);
            meters.LinesAcked(piece);
        }
    }

    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
