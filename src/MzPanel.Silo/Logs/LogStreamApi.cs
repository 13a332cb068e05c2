using FluentValidation;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>The log of a job as it is written (rest-api.md, <c>logs/stream</c>).</summary>
internal static class LogStreamApi
{
    public static void MapLogStream(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/jobs/{id}/logs/stream", StreamAsync).Needs(Capability.UseSites, Resource.Jobs).Over(Subject.Job).AnswersAs(SseWriter.MediaType)
            .WithSummary("The log of a job as it is written: server-sent events");

    private static async Task StreamAsync(
        string id, Query<LogStreamQuery> query, CallerIdentity caller, JobReach reach, LogViewers viewers, ViewerPlaces places, HttpContext context)
    {
        var job = await reach.FindAsync(caller, id);
        var after = LastEventId.Of(context, query.Value.After) ?? 0;
        using var place = places.Take(caller);
        await viewers.ShowAsync(job, after, caller, context);
    }
}

internal sealed record LogStreamQuery
{
    public long? After { get; init; }
}

internal sealed class LogStreamQueryValidator : AbstractValidator<LogStreamQuery>
{
    public LogStreamQueryValidator() => RuleFor(query => query.After).GreaterThanOrEqualTo(0);
}
