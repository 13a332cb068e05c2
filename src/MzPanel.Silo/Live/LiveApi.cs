using FluentValidation;
using MzPanel.Data.Live;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Live;

/// <summary>What happens in a workspace, as it happens (rest-api.md, live).</summary>
internal static class LiveApi
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services
        .AddSingleton<LiveRecords>().AddSingleton<LiveRender>().AddSingleton<RolloutServers>().AddSingleton<LiveSource>().AddSingleton<LiveHub>()
        .AddSingleton<ViewerPlaces>().AddSingleton<LiveWatched>().AddHostedService(all => all.GetRequiredService<LiveWatched>())
        .AddSingleton<LivePublisher>().AddHostedService<LiveChanges>().AddHostedService<LiveMetrics>().AddHostedService<LiveRetention>()
        .AddSingleton<IValidator<LiveQuery>, LiveQueryValidator>();

    public static void MapLive(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/live", StreamAsync).Needs(Capability.UseSites, Resource.Jobs).AnswersAs(SseWriter.MediaType)
            .WithSummary("What happens in the workspace, as it happens: server-sent events");

    private static async Task StreamAsync(
        Query<LiveQuery> query, CallerIdentity caller, LiveHub hub, ViewerPlaces places, IHostApplicationLifetime lifetime, TimeProvider time,
        HttpContext context)
    {
        var after = LastEventId.Of(context, query.Value.After);
        using var place = places.Take(caller);
        await using var right = ViewerRight.Following(context, caller);
        using var ct = CancellationTokenSource.CreateLinkedTokenSource(right.Over, lifetime.ApplicationStopping);
        await using var seat = await hub.JoinAsync(caller.WorkspaceId);
        var viewer = new LiveViewer(seat.Follower, () => right.Now, SseWriter.Of(context.Response, time), time);
        try
        {
            await viewer.RunAsync(after, ct.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }
}

internal sealed record LiveQuery
{
    public long? After { get; init; }
}

internal sealed class LiveQueryValidator : AbstractValidator<LiveQuery>
{
    public LiveQueryValidator() => RuleFor(query => query.After).GreaterThanOrEqualTo(0);
}
