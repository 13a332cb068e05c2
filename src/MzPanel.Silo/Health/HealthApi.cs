using MzPanel.Data;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Health;

/// <summary>Whether the process is worth keeping, and whether it should be sent work.</summary>
internal static class HealthApi
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services.AddSingleton<Readiness>();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", Live).Needs(Capability.Anonymous).AnswersAs("text/plain")
            .WithSummary("Whether the process is worth keeping");
        app.MapGet("/healthz/ready", ReadyAsync).Needs(Capability.Anonymous).AnswersAs("text/plain")
            .WithSummary("Whether the process should be sent work");
    }

    /// <summary>Storage that is away is no reason to start anew: it would be away all the same, and the sockets would be gone too.</summary>
    private static IResult Live(Database records) => records.Pulses.Stuck.ToList() is { Count: > 0 } stuck
        ? throw new PanelException(PanelError.Unavailable, "Stuck: " + string.Join(", ", stuck) + ".") : Results.Text("live");

    private static async Task<IResult> ReadyAsync(Readiness readiness)
    {
        await readiness.CheckAsync();
        return Results.Text("ready");
    }
}
