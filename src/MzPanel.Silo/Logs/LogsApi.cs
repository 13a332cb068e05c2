using System.Buffers;
using FluentValidation;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>The log of a job, in pages and as a text to keep (rest-api.md, jobs).</summary>
internal static class LogsApi
{
    private const int FlushBytes = 64 * 1024;

    public static IServiceCollection AddLogs(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<LogsOptions, LogsOptionsValidator>(configuration, LogsOptions.Section).AddHostedService<LogRetention>()
        .AddSingleton<JobLogReader>().AddSingleton<LogViewers>().AddSingleton<LogMeters>()
        .AddSingleton<IValidator<LogsQuery>, LogsQueryValidator>()
        .AddSingleton<IValidator<LogStreamQuery>, LogStreamQueryValidator>();

    public static void MapLogs(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/jobs/{id}/logs", PageAsync).Needs(Capability.UseSites, Resource.Jobs).Over(Subject.Job)
            .WithSummary("A page of the log of a job").Produces<LogLines>();
        v1.MapGet("/jobs/{id}/logs.txt", TextAsync).Needs(Capability.UseSites, Resource.Jobs).Over(Subject.Job).AnswersAs("text/plain")
            .WithSummary("The whole log of a job as text");
        v1.MapLogStream();
    }

    private static async Task<IResult> PageAsync(string id, Query<LogsQuery> query, CallerIdentity caller, JobReach reach, JobLogReader reader)
    {
        var job = await reach.FindAsync(caller, id);
        var buffer = new ArrayBufferWriter<byte>(FlushBytes);
        await LogPage.WriteAsync(buffer, job, query.Value.After ?? 0, query.Value.Limit ?? LogsQuery.Usual, reader);
        return TypedResults.Bytes(buffer.WrittenMemory, "application/json; charset=utf-8");
    }

    private static async Task TextAsync(string id, CallerIdentity caller, JobReach reach, JobLogReader reader, HttpContext context)
    {
        var job = await reach.FindAsync(caller, id);
        var response = context.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{job.Id}.txt\"";
        response.Headers.CacheControl = "no-store";
        await using var right = ViewerRight.Of(context, caller);
        var text = new LogText(response.BodyWriter);
        await foreach (var rows in reader.ReadAsync(job, new LogMerge(job, 0)))
        {
            foreach (var row in rows)
                text.Write(row);
            await right.FlushAsync(response.BodyWriter);
        }
    }
}

internal sealed record LogsQuery
{
    public const int MostLines = 5000;
    public const int Usual = 1000;

    public long? After { get; init; }

    public int? Limit { get; init; }
}

internal sealed class LogsQueryValidator : AbstractValidator<LogsQuery>
{
    public LogsQueryValidator()
    {
        RuleFor(query => query.After).GreaterThanOrEqualTo(0);
        RuleFor(query => query.Limit).InclusiveBetween(1, LogsQuery.MostLines);
    }
}
