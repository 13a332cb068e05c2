using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>
/// The transitions of delivery.md, "States of a job": each takes a row and gives the next one, or <see langword="null"/> where
/// nothing changes. Pure; who may call which and when is the grain's business.
/// </summary>
internal static class JobLifecycle
{
    /// <summary>How long an abandoned job keeps its lane when no <c>hello</c> comes.</summary>
    public static readonly TimeSpan AbandonHold = TimeSpan.FromSeconds(60);

    /// <summary>Attempts made by itself before a job stays <c>lost</c>.</summary>
    public const int MaxAttempts = 5;

    private const string ReimagedCode = "reimaged";

    public static JobRow? Offer(JobRow job, string commandId, OfferTerms terms, long now)
    {
        if (job.Status != JobStatus.Queued || now >= job.QueueDeadline || now < job.NotBefore)
            return null;
        return To(job, JobStatus.Offered, now) with
        {
            Attempt = job.Attempt + 1,
            CommandId = commandId,
            Epoch = terms.Epoch,
            LaneSlot = terms.Slot,
            OfferedAt = now,
            StartedAt = null,
            LogEnd = 0,
            LastSeq = null,
            LogConflict = false,
        };
    }

    /// <summary>A <c>cmd_ack</c> or the first line came.</summary>
    public static JobRow? Started(JobRow job, long now) => job.Status is JobStatus.Offered or JobStatus.Unknown
        ? To(job, JobStatus.Running, now) with { StartedAt = job.StartedAt ?? now } : null;

    /// <summary>The agent refused: only <c>busy</c> is tried again, after <paramref name="wait"/>.</summary>
    public static JobRow? Refused(JobRow job, string? code, string? message, long now, TimeSpan wait)
    {
        if (job.Status is not (JobStatus.Offered or JobStatus.Unknown))
            return null;
        if (code == Nack.Busy)
            return job.CancelRequestedAt is null ? Back(job, now, wait) : End(job, JobStatus.Cancelled, now);
        var ended = End(job, code == Nack.Expired ? JobStatus.Expired : JobStatus.Failed, now);
        return ended with { ErrorCode = code ?? "refused", ErrorMessage = message ?? "The agent refused the command." };
    }

    /// <summary>A <c>job_done</c> of the latest attempt. Beats everything but another outcome (the late rule).</summary>
    public static JobRow? Ended(JobRow job, JobEnd end, long now)
    {
        var waitsAgain = job.Status == JobStatus.Queued && job.CommandId is not null;
        if (!JobStatus.HoldsLane(job.Status) && job.Status != JobStatus.Lost && !waitsAgain)
            return null;
        return End(job, StatusOf(end), now) with
        {
            StartedAt = job.StartedAt ?? job.OfferedAt,
            ExitCode = end.ExitCode,
            DurationMs = end.DurationMs,
            // The end of a log is known once: a second opinion must not reopen or cut what readers were told is complete.
            LastSeq = job.LastSeq ?? Math.Max(end.LastSeq, job.LogEnd),
            ErrorCode = end.Outcome == JobOutcome.Interrupted ? JobOutcome.Interrupted : end.ErrorCode,
            ErrorMessage = end.ErrorMessage ?? (end.Outcome == JobOutcome.Interrupted ? "The command was interrupted on the VPS." : null),
            Result = end.Result,
        };
    }

    /// <summary>Somebody wants it stopped.</summary>
    public static JobRow? CancelRequested(JobRow job, long now) => job.Status switch
    {
        JobStatus.Queued => End(job, JobStatus.Cancelled, now) with { CancelRequestedAt = now },
        _ when JobStatus.HoldsLane(job.Status) && job.CancelRequestedAt is null => job with { CancelRequestedAt = now },
        _ => null,
    };

    /// <summary>An update of an agent that was pinned to its version before it began.</summary>
    public static JobRow? Withdrawn(JobRow job, long now) => job.Status is not (JobStatus.Queued or JobStatus.Offered) ? null
        : End(job, JobStatus.Cancelled, now) with
        {
            ErrorCode = UpdatePolicy.Pinned,
            ErrorMessage = "The server's agent was pinned to its version before the update began.",
        };

    /// <summary>Somebody gives it up: lost at once, the lane stays taken for a while because the command may still run.</summary>
    public static JobRow? Abandoned(JobRow job, long now) => !JobStatus.HoldsLane(job.Status) ? null
        : Lose(job, now) with
        {
            LaneSlot = job.LaneSlot,
            AbandonedUntil = now + (long)AbandonHold.TotalMilliseconds,
            CancelRequestedAt = job.CancelRequestedAt ?? now,
        };

    /// <summary>The hold of an abandoned job is over.</summary>
    public static JobRow? Freed(JobRow job) =>
        job is { AbandonedUntil: not null } ? job with { AbandonedUntil = null, LaneSlot = JobStatus.HoldsLane(job.Status) ? job.LaneSlot : null } : null;

    /// <summary>The server went offline.</summary>
    public static JobRow? Silent(JobRow job, long now) =>
        job.Status == JobStatus.Running ? To(job, JobStatus.Unknown, now) : null;

    /// <summary>An offered command of an agent without a journal: it may run or not, and it must not be sent again.</summary>
    public static JobRow? Doubtful(JobRow job, long now) =>
        job.Status == JobStatus.Offered ? To(job, JobStatus.Unknown, now) : null;

    /// <summary>Nobody will tell.</summary>
    public static JobRow? Lost(JobRow job, long now) => JobStatus.HoldsLane(job.Status) ? Lose(job, now) : null;

    /// <summary>Another journal: the machine the command ran on is gone.</summary>
    public static JobRow? Reimaged(JobRow job, long now) => Lost(job, now) is not { } lost ? null : lost with
    {
        ErrorCode = ReimagedCode,
        ErrorMessage = "The VPS was set up anew; what became of the command went with the old one.",
    };

    /// <summary>A further attempt after <c>lost</c>, where the job asked for it; a re-imaged VPS is sent nothing by itself. Keeps
    /// the command id until the next offer, so that the truth about the lost attempt is still heard.</summary>
    public static JobRow? TriedAgain(JobRow job, long now) =>
        job is not { Status: JobStatus.Lost, ErrorCode: JobStatus.Lost, AutoRetry: true, CancelRequestedAt: null, Attempt: < MaxAttempts }
        ? null : To(job, JobStatus.Queued, now) with
        {
            FinishedAt = null,
            ErrorCode = null,
            ErrorMessage = null,
            QueueDeadline = now + (job.QueueDeadline - job.CreatedAt),
        };

    /// <summary>Its time in the queue is over.</summary>
    public static JobRow? Expired(JobRow job, long now) =>
        job.Status == JobStatus.Queued && now >= job.QueueDeadline ? Expire(job, now) : null;

    /// <summary>A command that never reached its agent and whose time is past.</summary>
    public static JobRow Expire(JobRow job, long now) => End(job, JobStatus.Expired, now) with
    {
        ErrorCode = Nack.Expired,
        ErrorMessage = "The job waited longer than its queue_ttl_s.",
    };

    /// <summary>A lost (or waiting again) command lives after all.</summary>
    public static JobRow? Revived(JobRow job, long epoch, long now) =>
        job.Status is JobStatus.Lost || job is { Status: JobStatus.Queued, CommandId: not null }
            ? To(job, JobStatus.Running, now) with
            {
                Epoch = epoch,
                StartedAt = job.StartedAt ?? now,
                FinishedAt = null,
                ErrorCode = null,
                ErrorMessage = null,
                AbandonedUntil = null,
            } : null;

    /// <summary>Ends a job and gives its lane back.</summary>
    public static JobRow End(JobRow job, string status, long now) =>
        To(job, status, now) with { LaneSlot = null, FinishedAt = now, AbandonedUntil = null };

    private static JobRow To(JobRow job, string status, long now) => job with { Status = status, ChangedAt = now };

    private static JobRow Lose(JobRow job, long now) => End(job, JobStatus.Lost, now) with
    {
        ErrorCode = JobStatus.Lost,
        ErrorMessage = "The agent did not report how the command ended.",
    };

    private static JobRow Back(JobRow job, long now, TimeSpan wait) => To(job, JobStatus.Queued, now) with
    {
        LaneSlot = null,
        // Nothing was started: the attempt is over for good and its id must not bring the job back to life.
        CommandId = null,
        NotBefore = now + (long)wait.TotalMilliseconds,
    };

    private static string StatusOf(JobEnd end) => end.Outcome switch
    {
        JobOutcome.TimedOut => JobStatus.TimedOut,
        JobOutcome.Cancelled => JobStatus.Cancelled,
        JobOutcome.Exited when end.ExitCode == 0 => JobStatus.Succeeded,
        _ => JobStatus.Failed,
    };
}
