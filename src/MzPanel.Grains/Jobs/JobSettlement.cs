using MzPanel.Data.Jobs;
using MzPanel.Protocol.Agents;

namespace MzPanel.Grains.Jobs;

/// <summary>What a <c>hello</c> means for one job: the next row, if any, and what the agent is told.</summary>
/// <param name="Next">New state, or <see langword="null"/>.</param>
/// <param name="Verdict">For <c>welcome.resume</c>; <see langword="null"/> where there is nothing to say. A command that the
/// hello does not list is told to stop where that was asked for and it may be alive.</param>
/// <param name="Resend">Send the same envelope again.</param>
internal sealed record Settlement(JobRow? Next, string? Verdict, bool Resend = false);

/// <summary>
/// Judges one job by a <c>hello</c> (delivery.md, "States of a job"). One hello decides; heartbeats never do, and a hello
/// without a list says nothing about what it lacks.
/// </summary>
internal static class JobSettlement
{
    public static Settlement Judge(JobRow job, HelloFacts facts, long now)
    {
        if (facts.CommandId is null)
            return Unlisted(job, facts, now);
        return facts.CommandId == job.CommandId ? Listed(job, facts, now)
            : new(null, facts.Running ? Resume.Stop : Resume.Continue);
    }

    /// <summary>The same for an update of an agent that was pinned meanwhile: where it did not start, it ends instead of being sent again.</summary>
    public static Settlement JudgePinned(JobRow job, HelloFacts facts, long now)
    {
        var settled = Judge(job, facts, now);
        return !settled.Resend ? settled
            : facts.Lists ? new(JobLifecycle.Withdrawn(job, now), null) : new(job with { CancelRequestedAt = now }, Resume.Stop);
    }

    private static Settlement Listed(JobRow job, HelloFacts facts, long now)
    {
        if (JobStatus.HoldsLane(job.Status))
            return new(Alive(job, facts, now), Wanted(job, facts));
        // Lost, or lost and waiting for its further attempt: no second command joins what lives or brings its result.
        var returns = job.Status == JobStatus.Queued || (job.Status == JobStatus.Lost && facts.Running);
        if (returns && !facts.JournalChanged)
            return new(JobLifecycle.Revived(job, facts.Epoch, now), Wanted(job, facts));
        if (facts.Running)
            return new(null, Resume.Stop);
        return new(JobLifecycle.Freed(job), job.LogComplete ? Resume.Forget : Resume.Continue);
    }

    private static JobRow? Alive(JobRow job, HelloFacts facts, long now)
    {
        var started = JobLifecycle.Started(job, now) ?? job;
        return started.Epoch == facts.Epoch && ReferenceEquals(started, job) ? null : started with { Epoch = facts.Epoch };
    }

    private static string Wanted(JobRow job, HelloFacts facts) =>
        facts.Running && job.CancelRequestedAt is not null ? Resume.Stop : Resume.Continue;

    private static Settlement Unlisted(JobRow job, HelloFacts facts, long now)
    {
        if (job.AbandonedUntil is not null)
            return new(JobLifecycle.Freed(job), null);
        if (!JobStatus.HoldsLane(job.Status))
            return new(null, null);
        if (facts.JournalChanged)
            return new(JobLifecycle.Reimaged(job, now), null);
        if (job.Status == JobStatus.Offered)
            return facts.Journal ? NotStarted(job, facts, now) : new(JobLifecycle.Doubtful(job, now), StopIfAsked(job));
        return facts.Lists ? new(JobLifecycle.Lost(job, now), null) : new(null, StopIfAsked(job));
    }

    /// <summary>
    /// A list that lacks the command shows that it never started. No list shows nothing, but a journal knows a command that is
    /// sent again, and answers.
    /// </summary>
    private static Settlement NotStarted(JobRow job, HelloFacts facts, long now)
    {
        if (job.CancelRequestedAt is not null)
            return facts.Lists ? new(JobLifecycle.End(job, JobStatus.Cancelled, now), null) : new(null, Resume.Stop);
        return facts.Lists && now >= job.QueueDeadline ? new(JobLifecycle.Expire(job, now), null)
            : new(job with { Epoch = facts.Epoch }, null, Resend: true);
    }

    private static string? StopIfAsked(JobRow job) => job.CancelRequestedAt is null ? null : Resume.Stop;
}
