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
        telemetry.WithTracing(traces => traces.SetSampler(new ParentBasedSampler(new RequestsOnly()))
            .AddSource("Microsoft.Orleans.*", "Npgsql").AddAspNetCoreInstrumentation(Choose).AddOtlpExporter());
    }

    // An agent's socket is a request that lasts for days, and nobody wants to see how health was asked for.
    private static void Choose(AspNetCoreTraceInstrumentationOptions options) =>
        options.Filter = context => context.Request.Path != "/v1/agent" && !Management.IsPrivate(context.Request.Path)
            && !context.Request.Path.StartsWithSegments("/healthz");

    // A call for a socket or by a timer has no request to follow, and would be a trace of its own: above all the heartbeats, ten
    // thousand every half minute.
    private sealed class RequestsOnly : Sampler
    {
        private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(samplingParameters.Name == Request ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}
