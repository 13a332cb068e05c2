using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

/// <summary>Jobs as the records would hold them in each state, and what agents say about them.</summary>
internal static class Given
{
    /// <summary>A job that became <c>lost</c> and waits in the queue for its further attempt.</summary>
    public const string Waiting = "waiting";

    /// <summary>A job that was given up by a person and still keeps its lane.</summary>
    public const string Abandoned = "abandoned";

    public const long Created = 1_750_000_000_000;
    public const long Ttl = 3_600_000;
    public const long Deadline = Created + Ttl;
    public const long Offered = Created + 10_000;
    public const long Started = Created + 11_000;
    public const long Lost = Created + 900_000;
    public const long Now = Created + 1_000_000;
    public const long OldEpoch = 3;
    public const long NewEpoch = 4;
    public const string Command = "cmd-1";

    public static readonly OfferTerms Terms = new(NewEpoch, 0);

    public static readonly IReadOnlyList<string> Ended =
        [JobStatus.Succeeded, JobStatus.Failed, JobStatus.Cancelled, JobStatus.TimedOut, JobStatus.Expired];

    /// <summary>Every status of the contract, and the two that look the same from outside but are not.</summary>
    public static readonly IReadOnlyList<string> Everything = [.. JobStatus.All, Waiting, Abandoned];

    public static JobRow Job(string state) => state switch
    {
        JobStatus.Queued => New(),
        JobStatus.Offered => New() with
        {
            Status = state, ChangedAt = Offered, Attempt = 1, CommandId = Command, Epoch = OldEpoch, LaneSlot = 0, OfferedAt = Offered, Version = 2,
        },
        JobStatus.Running => Job(JobStatus.Offered) with { Status = state, ChangedAt = Started, StartedAt = Started, LogEnd = 7, Version = 3 },
        JobStatus.Unknown => Job(JobStatus.Running) with { Status = state, ChangedAt = Started + 90_000, Version = 4 },
        JobStatus.Lost => Job(JobStatus.Running) with
        {
            Status = state, ChangedAt = Lost, FinishedAt = Lost, LaneSlot = null, ErrorCode = "lost", ErrorMessage = "…", Version = 5,
        },
        Abandoned => Job(JobStatus.Lost) with { LaneSlot = 0, AbandonedUntil = Lost + 60_000, CancelRequestedAt = Lost },
        Waiting => Job(JobStatus.Lost) with
        {
            Status = JobStatus.Queued, AutoRetry = true, FinishedAt = null, ErrorCode = null, ErrorMessage = null, QueueDeadline = Lost + Ttl, Version = 6,
        },
        _ => Job(JobStatus.Running) with { Status = state, ChangedAt = Lost, FinishedAt = Lost, LaneSlot = null, LastSeq = 7, Version = 4 },
    };

    public static JobEnd End(string outcome = JobOutcome.Exited, int exitCode = 0, long lastSeq = 7) =>
        new() { ExitCode = exitCode, DurationMs = 1234, LastSeq = lastSeq, Outcome = outcome };

    private static JobRow New() => new()
    {
        Id = "job_1",
        WorkspaceId = "wsp_1",
        ServerId = "srv_1",
        Kind = "service.restart",
        Args = "{}",
        Mutating = true,
        Status = JobStatus.Queued,
        ChangedAt = Created,
        Place = 41,
        TimeoutS = 600,
        QueueDeadline = Deadline,
        CreatedBy = "{}",
        CreatedAt = Created,
    };
}
