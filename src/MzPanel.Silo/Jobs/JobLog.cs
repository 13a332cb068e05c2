using MzPanel.Data.Jobs;

namespace MzPanel.Silo.Jobs;

/// <summary>What can be said about the log of a job from its row.</summary>
internal static class JobLog
{
    /// <summary>No hole is left and the end is known. A job that ended before it started has no log to wait for.</summary>
    public static bool IsLogComplete(this JobRow job) => job.LogComplete || NeverStarted(job);

    /// <summary>Nothing will come behind this line.</summary>
    public static bool IsLogRead(this JobRow job, long after) => job.IsLogComplete() && after >= job.LogEnd;

    private static bool NeverStarted(JobRow job) =>
        job is { StartedAt: null, LogEnd: 0 } && job.Status != JobStatus.Lost && JobStatus.IsTerminal(job.Status);
}
