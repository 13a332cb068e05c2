using MzPanel.Silo.Hosting;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MzPanel.Silo.Telemetry;

/// <summary>
/// The receiver that the standard variable names, and what it is sent: metrics, and traces of requests through the grains. Without
/// one nothing is traced, because a trace of each grain call has its price.
/// </summary>
internal static class OtlpReceiver
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static bool IsNamed(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[Endpoint]);

    public static void AddReceiver(this WebApplicationBuilder builder, OpenTelemetryBuilder telemetry)
    {
        builder.UseOrleans(silo => silo.AddActivityPropagation());
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter());
        telemetry.WithTracing(traces => traces.AddSource("Microsoft.Orleans.*", "Npgsql").AddAspNetCoreInstrumentation(Choose).AddOtlpExporter());
    }

    // An agent's socket is a request that lasts for days. Whatever is called on its behalf follows it and is not traced either:
    // above all the heartbeats, ten thousand every half minute.
    private static void Choose(AspNetCoreTraceInstrumentationOptions options) =>
        options.Filter = context => !context.Request.Path.StartsWithSegments("/v1/agent") && !Management.IsPrivate(context.Request.Path)
            && !context.Request.Path.StartsWithSegments("/healthz");
}
