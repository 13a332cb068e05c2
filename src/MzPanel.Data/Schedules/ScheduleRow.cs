using MzPanel.Data.Jobs;
using MzPanel.Protocol.Commands;

namespace MzPanel.Data.Schedules;

/// <summary>A command by the clock, as the records hold it. Times are unix ms.</summary>
public sealed record ScheduleRow : IJobOrder
{
    /// <summary>Kind of the schedules that are plans of backups.</summary>
    public const string PlanKind = BackupRun.Name;

    /// <summary><c>sch_…</c>, or <c>plan_…</c> of a plan.</summary>
    public required string Id { get; init; }

    /// <inheritdoc/>
    public required string WorkspaceId { get; init; }

    /// <summary>Name that people gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The server to ask, where it is one.</summary>
    public string? ServerId { get; init; }

    /// <summary>The tag of the servers to ask, where it is not one.</summary>
    public string? Tag { get; init; }

    /// <inheritdoc/>
    public required string Kind { get; init; }

    /// <inheritdoc/>
    public required string Args { get; init; }

    /// <inheritdoc/>
    public byte[]? SealedArgs { get; init; }

    /// <inheritdoc/>
    public int? TimeoutS { get; init; }

    /// <inheritdoc/>
    public int? QueueTtlS { get; init; }

    /// <summary>Five fields.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name of the time zone that <see cref="Cron"/> is of.</summary>
    public required string TimeZone { get; init; }

    /// <summary>One of <see cref="ScheduleOverlap"/>.</summary>
    public required string Overlap { get; init; }

    /// <summary>Whether it runs.</summary>
    public required bool Enabled { get; init; }

    /// <inheritdoc/>
    public required string UserId { get; init; }

    /// <inheritdoc/>
    public string? TokenId { get; init; }

    /// <inheritdoc/>
    public required string CallerName { get; init; }

    /// <summary>Due at; nothing where it does not run.</summary>
    public long? NextRunAt { get; init; }

    /// <summary>When it last ran.</summary>
    public long? LastAt { get; init; }

    /// <summary>The due time it last ran for.</summary>
    public long? LastDueAt { get; init; }

    /// <summary>Jobs of the last run.</summary>
    public int LastJobs { get; init; }

    /// <summary>Servers left out of the last run, because the job of the one before had not ended.</summary>
    public int LastSkipped { get; init; }

    /// <summary>Servers left out of the last run, because it was not allowed or not possible there.</summary>
    public int LastRefused { get; init; }

    /// <summary>Why.</summary>
    public string? LastMessage { get; init; }

    /// <summary>Made at.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Raised by changes that people make, and where it is disabled; a run leaves it alone.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Whether it is a plan of backups: its <see cref="Args"/> then are what of them is fixed.</summary>
    public bool IsPlan => Kind == PlanKind;
}

/// <summary>What happens to a server whose job of an earlier run has not ended.</summary>
public static class ScheduleOverlap
{
    /// <summary>It is left out.</summary>
    public const string Skip = "skip";

    /// <summary>The job takes its place in the queue of the server.</summary>
    public const string Queue = "queue";
}

/// <summary>Which schedules of a workspace to list; what is <see langword="null"/> does not count.</summary>
public sealed record ScheduleFilter
{
    /// <summary>Of that server.</summary>
    public string? ServerId { get; init; }

    /// <summary>Of that tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Of that kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Those that run, or those that do not.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Of one of these servers, or of a tag and in the name of <see cref="OwnOf"/>: what the reader's scope holds.</summary>
    public IReadOnlyCollection<string>? WithinServers { get; init; }

    /// <summary>The reader, where <see cref="WithinServers"/> is given.</summary>
    public string? OwnOf { get; init; }

    /// <summary>The plans of backups, rather than all others.</summary>
    public bool OnlyPlans { get; init; }
}

/// <summary>One run of a schedule, as it is claimed.</summary>
public sealed record ScheduleRun
{
    /// <summary>Servers to ask, each with the id its job will have.</summary>
    public required IReadOnlyList<ServerJob> Jobs { get; init; }

    /// <summary>Servers left out because of an earlier run.</summary>
    public int Skipped { get; init; }

    /// <summary>Servers left out because it is not allowed or not possible there.</summary>
    public int Refused { get; init; }

    /// <summary>Why.</summary>
    public string? Message { get; init; }

    /// <summary>Due next at; nothing disables it.</summary>
    public long? NextRunAt { get; init; }

    /// <summary>Version of the schedule once this is claimed: what its jobs are made for.</summary>
    public long VersionAfter(ScheduleRow due) => due.Version + (NextRunAt is null ? 1 : 0);
}

/// <summary>A server, and the id of the job that is to be asked of it.</summary>
public sealed record ServerJob(string Server, string Job);

/// <summary>A job that was claimed for a run, and may not have been submitted.</summary>
public sealed record ClaimedRun
{
    /// <summary>The id the job has or will have.</summary>
    public required string JobId { get; init; }

    /// <summary>The schedule.</summary>
    public required string ScheduleId { get; init; }

    /// <summary>The server.</summary>
    public required string ServerId { get; init; }

    /// <summary>The due time.</summary>
    public required long DueAt { get; init; }

    /// <summary>When it was claimed.</summary>
    public long ClaimedAt { get; init; }

    /// <summary>Version of the schedule that it was claimed for; nothing where a silo of an earlier release claimed it.</summary>
    public long? Version { get; init; }
}
