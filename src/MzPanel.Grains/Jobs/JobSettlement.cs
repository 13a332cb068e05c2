using MzPanel.Data.Jobs;
using MzPanel.Protocol.Agents;

namespace MzPanel.Grains.Jobs;

/// <summary>What a <c>hello</c> means for one job: the next row, if any, and what the agent is told.</summary>
/// <param name="Next">New state, or <see langword="null"/>.</param>
/// <param name="Verdict">For <c>welcome.resume</c>, where the agent lists the command.</param>
/// <param name="Resend">Send the same envelope again.</param>
internal sealed record Settlement(JobRow? Next, string Verdict, bool Resend = false);

/// <summary>
/// Judges one job by a <c>hello</c> (delivery.md, "States of a job"). One hello decides; heartbeats never do, and a hello
/// without a list says nothing about what it lacks.
/// </summary>
internal static class JobSettlement
{
    public static Settlement Judge(JobRow job, HelloFacts facts, long now)
    {
        if (facts.CommandId is null)
            return new(Unlisted(job, facts, now, out var resend), Resume.Forget, resend);
        return facts.CommandId == job.CommandId ? Listed(job, facts, now)
            : new(null, facts.Running ? Resume.Stop : Resume.Forget);
    }

    private static Settlement Listed(JobRow job, HelloFacts facts, long now)
    {
        if (JobStatus.HoldsLane(job.Status))
            return new(Alive(job, facts, now), Wanted(job, facts));
        var revivable = job.Status == JobStatus.Lost || job.Status == JobStatus.Queued;
        if (revivable && facts.Running)
            return new(JobLifecycle.Revived(job, facts.Epoch, now), Wanted(job, facts));
        if (revivable || !job.LogComplete)
            return new(null, facts.Running ? Resume.Stop : Resume.Continue);
        return new(null, facts.Running ? Resume.Stop : Resume.Forget);
    }

    private static JobRow? Alive(JobRow job, HelloFacts facts, long now)
    {
        var started = JobLifecycle.Started(job, now) ?? job;
        return started.Epoch == facts.Epoch && ReferenceEquals(started, job) ? null : started with { Epoch = facts.Epoch };
    }

    private static string Wanted(JobRow job, HelloFacts facts) =>
        facts.Running && job.CancelRequestedAt is not null ? Resume.Stop : Resume.Continue;

    private static JobRow? Unlisted(JobRow job, HelloFacts facts, long now, out bool resend)
    {
        resend = false;
        if (job.AbandonedUntil is not null)
            return JobLifecycle.Freed(job);
        if (!JobStatus.HoldsLane(job.Status))
            return null;
        if (facts.JournalChanged)
            return JobLifecycle.Lost(job, now);
        if (job.Status == JobStatus.Offered)
            return facts.Journal ? NeverArrived(job, facts, now, out resend) : JobLifecycle.Doubtful(job, now);
        return facts.Lists ? JobLifecycle.Lost(job, now) : null;
    }

    /// <summary>A journal does not hold the command, so it never started: it may be dropped, or sent again.</summary>
    private static JobRow? NeverArrived(JobRow job, HelloFacts facts, long now, out bool resend)
    {
        resend = false;
        if (job.CancelRequestedAt is not null)
            return JobLifecycle.End(job, JobStatus.Cancelled, now);
        if (now >= job.QueueDeadline)
            return JobLifecycle.Expire(job, now);
        resend = true;
        return job with { Epoch = facts.Epoch };
    }
}
