using MzPanel.Data;
using MzPanel.Silo.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MzPanel.Silo.Telemetry;

/// <summary>What the process measures of itself: read at <c>/metrics</c>, and sent by OTLP where the environment names a receiver.</summary>
internal static class TelemetryRoom
{
    private static readonly string[] Meters =
        [PanelMeter.Name, "Microsoft.Orleans", "Npgsql", "System.Runtime", Requests, "Microsoft.AspNetCore.Server.Kestrel"];

    // Room for each figure's combinations of labels is taken when the silo starts: 176 KB at the library's 2,000, 55 MB for all of them.
    // Routes with their methods and answers may be as many; no other label of ours or of Orleans has so many values.
    private const int MostSeries = 200;
    private const string Requests = "Microsoft.AspNetCore.Hosting";

    // Seconds; the ones of the library end where a job only begins to wait.
    private static readonly double[] Seconds = [.0005, .001, .002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60, 600, 3600];

    public static void AddTelemetry(this WebApplicationBuilder builder, SiloAddresses addresses)
    {
        builder.AddBoundedLog();
        builder.Services.AddHostedService<ClusterMeters>();
        var sends = OtlpReceiver.IsNamed(builder.Configuration);
        if (addresses.Management.Count == 0 && !sends)
            return;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("mzpanel", serviceVersion: Greeting.Version))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView(Stream).AddPrometheusExporter());
        if (sends)
            builder.AddReceiver(telemetry);
    }

    private static MetricStreamConfiguration? Stream(System.Diagnostics.Metrics.Instrument instrument) => instrument.Meter.Name switch
    {
        Requests => null,
        PanelMeter.Name when instrument.Unit == "s" => new ExplicitBucketHistogramConfiguration { Boundaries = Seconds, CardinalityLimit = MostSeries },
        _ => new MetricStreamConfiguration { CardinalityLimit = MostSeries },
    };
}
