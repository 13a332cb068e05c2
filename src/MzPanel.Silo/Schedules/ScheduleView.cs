using System.Text.Json;
using MzPanel.Data.Schedules;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Schedules;

/// <summary>A schedule as the API shows it (rest-api.md, schedules).</summary>
internal sealed record ScheduleView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? ServerId { get; init; }

    public string? Tag { get; init; }

    public required string Kind { get; init; }

    public required JsonElement Args { get; init; }

    public int? TimeoutS { get; init; }

    public int? QueueTtlS { get; init; }

    public required string Cron { get; init; }

    public required string TimeZone { get; init; }

    public required string Overlap { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Who made it or changed it last: what that member may not do does not run.</summary>
    public required OrderCallerView RunsAs { get; init; }

    public LastRunView? LastRun { get; init; }

    public DateTimeOffset? NextRunAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static ScheduleView Of(ScheduleRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        ServerId = row.ServerId,
        Tag = row.Tag,
        Kind = row.Kind,
        Args = ApiDocument.Of(row.Args),
        TimeoutS = row.TimeoutS,
        QueueTtlS = row.QueueTtlS,
        Cron = row.Cron,
        TimeZone = row.TimeZone,
        Overlap = row.Overlap,
        Enabled = row.Enabled,
        RunsAs = OrderCallerView.Of(row),
        LastRun = LastRunView.Of(row),
        NextRunAt = ApiTime.Of(row.NextRunAt),
        CreatedAt = ApiTime.Of(row.CreatedAt),
    };
}

internal sealed record LastRunView(DateTimeOffset At, DateTimeOffset DueAt, int Jobs, int Skipped, int Refused, string? Message)
{
    public static LastRunView? Of(ScheduleRow row) => row.LastAt is { } at
        ? new LastRunView(ApiTime.Of(at), ApiTime.Of(row.LastDueAt ?? at), row.LastJobs, row.LastSkipped, row.LastRefused, row.LastMessage) : null;
}
