using MzPanel.Data;
using MzPanel.Grains.Refusals;
using MzPanel.Silo.Agents;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Hosting;

/// <summary>Whether the process lives, and whether it should be sent work.</summary>
internal static class HealthApi
{
    private static readonly TimeSpan StorageLimit = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz/live", () => Results.Text("live")).Needs(Capability.Anonymous).AnswersAs("text/plain");
        app.MapGet("/healthz/ready", ReadyAsync).Needs(Capability.Anonymous).AnswersAs("text/plain");
    }

    private static async Task<IResult> ReadyAsync(Admission admission, IHostApplicationLifetime life, Database records, TimeProvider time)
    {
        if (admission.Draining || !life.ApplicationStarted.IsCancellationRequested)
            throw new PanelException(PanelError.Unavailable, "This silo is starting or going away.", retryAfterS: 1);
        try
        {
            await records.FirstAsync<long>("SELECT 1").WaitAsync(StorageLimit, time);
        }
        catch (TimeoutException)
        {
            throw new PanelException(PanelError.StorageUnavailable, "The records do not answer.", retryAfterS: 1);
        }
        return Results.Text("ready");
    }
}
