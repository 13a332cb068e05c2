using MzPanel.Data.Jobs;

namespace MzPanel.Grains.Jobs;

/// <summary>What time and silence ask of a job.</summary>
internal enum Deadline
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its time in the queue is over.</summary>
    Expire,

    /// <summary>An abandoned job gives its lane back.</summary>
    Free,

    /// <summary>The server is offline: running becomes unknown.</summary>
    Unknown,

    /// <summary>Silent for too long.</summary>
    Lose,

    /// <summary>Overdue: the agent should have ended it, tell it to.</summary>
    Cancel,
}

/// <summary>Judges a job by time and silence (delivery.md, "Silence" and "Lanes"). Pure.</summary>
internal static class JobDeadlines
{
    /// <summary>The agent measures the run timeout; this much later the control plane stops believing that it does.</summary>
    public const long OverdueMs = 120_000;

    public static Deadline Judge(JobRow job, Silence silence, long now, long lostMs)
    {
        if (job.AbandonedUntil is { } until)
            return now >= until ? Deadline.Free : Deadline.None;
        if (job.Status == JobStatus.Queued)
            return now >= job.QueueDeadline ? Deadline.Expire : Deadline.None;
        if (!JobStatus.HoldsLane(job.Status))
            return Deadline.None;
        return silence.Offline ? Offline(job, silence, now, lostMs) : Online(job, silence, now, lostMs);
    }

    private static Deadline Offline(JobRow job, Silence silence, long now, long lostMs)
    {
        if (job.Status == JobStatus.Running || (job.Status == JobStatus.Offered && !silence.Journal))
            return Deadline.Unknown;
        var silent = now - Math.Max(silence.LastContact ?? 0, job.OfferedAt ?? 0);
        return job.Status == JobStatus.Unknown && silence.MayLose && silent >= lostMs ? Deadline.Lose : Deadline.None;
    }

    /// <summary>
    /// While the agent is there, only what was doubtful already is lost by time. A command it took and says no more about holds
    /// its lane until a hello lacks it or somebody abandons it: heartbeats never make anything lost.
    /// </summary>
    private static Deadline Online(JobRow job, Silence silence, long now, long lostMs)
    {
        if (job.Status == JobStatus.Unknown && !silence.Listed && now - job.ChangedAt >= lostMs)
            return silence.MayLose ? Deadline.Lose : Deadline.None;
        return Overdue(job, now) ? Deadline.Cancel : Deadline.None;
    }

    private static bool Overdue(JobRow job, long now) => job.Status == JobStatus.Running && now >= End(job);

    private static long End(JobRow job) => (job.StartedAt ?? job.ChangedAt) + job.TimeoutS * 1000L + OverdueMs;
}
