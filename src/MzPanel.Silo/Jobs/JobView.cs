using System.Text.Json;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Jobs;

/// <summary>A job as the API shows it (rest-api.md, jobs).</summary>
internal sealed record JobView
{
    public required string Id { get; init; }

    public required string ServerId { get; init; }

    public string? SiteId { get; init; }

    public required string Kind { get; init; }

    public required JsonElement Args { get; init; }

    public required string Status { get; init; }

    public required int Attempt { get; init; }

    public int? ExitCode { get; init; }

    public long? DurationMs { get; init; }

    public JobErrorView? Error { get; init; }

    public JsonElement? Result { get; init; }

    public required JobLogView Log { get; init; }

    public required JsonElement CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? OfferedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public string? RetryOf { get; init; }

    public static JobView Of(JobRow job) => new()
    {
        Id = job.Id,
        ServerId = job.ServerId,
        SiteId = job.SiteId,
        Kind = job.Kind,
        Args = ApiDocument.Of(job.Args),
        Status = job.Status,
        Attempt = job.Attempt,
        ExitCode = job.ExitCode,
        DurationMs = job.DurationMs,
        Error = job.ErrorCode is null ? null : new JobErrorView(job.ErrorCode, job.ErrorMessage ?? ""),
        Result = ApiDocument.OfOptional(job.Result),
        Log = new JobLogView(job.LogEnd, job.IsLogComplete()),
        CreatedBy = ApiDocument.Of(job.CreatedBy),
        CreatedAt = ApiTime.Of(job.CreatedAt),
        OfferedAt = ApiTime.Of(job.OfferedAt),
        StartedAt = ApiTime.Of(job.StartedAt),
        FinishedAt = ApiTime.Of(job.FinishedAt),
        CancelRequestedAt = ApiTime.Of(job.CancelRequestedAt),
        RetryOf = job.RetryOf,
    };

    /// <summary>A job that is about to be accepted, as its 202 tells it.</summary>
    public static JobView Of(NewJob job) => new()
    {
        Id = job.Id,
        ServerId = job.ServerId,
        SiteId = job.SiteId,
        Kind = job.Kind,
        Args = ApiDocument.Of(job.Args),
        Status = JobStatus.Queued,
        Attempt = 0,
        Log = new JobLogView(0, false),
        CreatedBy = JsonSerializer.SerializeToElement(new { job.Caller.Type, job.Caller.Id, job.Caller.Name }, ApiJson.Options),
        CreatedAt = ApiTime.Of(job.CreatedAt),
        RetryOf = job.RetryOf,
    };
}

internal sealed record JobErrorView(string Code, string Message);

internal sealed record JobLogView(long Lines, bool Complete);

/// <summary>Answer of everything that changes a VPS.</summary>
internal sealed record JobAnswer(JobView Job);
