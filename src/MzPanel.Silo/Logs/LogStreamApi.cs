using System.Globalization;
using FluentValidation;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>The log of a job as it is written (rest-api.md, <c>logs/stream</c>).</summary>
internal static class LogStreamApi
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapLogStream(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/jobs/{id}/logs/stream", StreamAsync).Needs(Capability.UseSites, Resource.Jobs).AnswersAs(SseWriter.MediaType);

    private static async Task StreamAsync(
        string id, Query<LogStreamQuery> query, CallerIdentity caller, JobReach reach, LogViewers viewers, HttpContext context)
    {
        var job = await reach.FindAsync(caller, id);
        await viewers.ShowAsync(job, After(context, query.Value.After), context);
    }

    // A browser that comes back asks the same address again and says by header how far it got.
    private static long After(HttpContext context, long? asked)
    {
        var header = context.Request.Headers[LastEventId].ToString();
        if (header.Length == 0)
            return asked ?? 0;
        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line
            : throw Faults.Of(LastEventId, "must be the number of a line");
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
