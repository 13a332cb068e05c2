using MzPanel.Data.Jobs;
using MzPanel.Silo.Jobs;

namespace MzPanel.Silo.Logs;

/// <summary>When a live log ends (rest-api.md, <c>logs/stream</c>): the job is terminal, and its log complete or given up.</summary>
internal sealed class TailEnd(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private long? waitingSince;

    /// <summary>A line went out.</summary>
    public void Heard() => waitingSince = null;

    public bool Reached(JobRow job, long after)
    {
        if (!JobStatus.IsTerminal(job.Status))
        {
            waitingSince = null;
            return false;
        }
        return job.Status == JobStatus.Lost || job.IsLogRead(after) || IsTired();
    }

    private bool IsTired() => time.GetElapsedTime(waitingSince ??= time.GetTimestamp()) >= Patience;
}
