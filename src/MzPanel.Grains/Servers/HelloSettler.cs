using MzPanel.Data.Agents;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Agents;

namespace MzPanel.Grains.Servers;

/// <summary>What a settled <c>hello</c> leaves to say and to do.</summary>
/// <param name="Resume">Verdicts for the welcome.</param>
/// <param name="Resend">Jobs whose command is sent again after it.</param>
/// <param name="Queue">The server's queue as it was read; <see langword="null"/> where settling may have changed it since.</param>
internal sealed record Settled(IReadOnlyList<ResumeVerdict> Resume, IReadOnlyList<string> Resend, IReadOnlyList<JobRow>? Queue);

/// <summary>
/// Settles every command of a server by one <c>hello</c>, before anything new is offered: otherwise a second command could join
/// a living one (delivery.md, "States of a job").
/// </summary>
internal sealed class HelloSettler(string serverId, JobRecords records, IGrainFactory grains)
{
    /// <summary>Most commands one hello may list; an honest agent has five.</summary>
    public const int MaxListed = 512;

    public async Task<Settled> SettleAsync(Hello hello, SessionRow session, bool journalChanged)
    {
        var facts = Facts(hello, session.Epoch, journalChanged);
        var listed = (hello.Jobs ?? []).Take(MaxListed).DistinctBy(j => j.Ref).ToList();
        var known = await records.OwnersAsync(serverId, [.. listed.Select(j => j.Ref)]);
        var resume = new List<ResumeVerdict>();
        foreach (var job in listed)
            resume.Add(await ListedAsync(job, known.GetValueOrDefault(job.Ref), facts));
        var resend = new List<string>();
        var read = await records.UnsettledAsync(serverId);
        var settledMore = await UnlistedAsync(read, facts, listed.Select(j => j.Ref).ToHashSet(), resume, resend);
        return new Settled(resume, resend, settledMore || known.Count > 0 ? null : read);
    }

    private static HelloFacts Facts(Hello hello, long epoch, bool journalChanged) => new()
    {
        Epoch = epoch,
        JournalChanged = journalChanged,
        Journal = hello.Features?.Contains(AgentFeature.Journal) ?? false,
        LogAck = hello.Features?.Contains(AgentFeature.LogAck) ?? false,
        Lists = hello.Jobs is not null,
    };

    private async Task<ResumeVerdict> ListedAsync(HelloJob job, string? jobId, HelloFacts facts)
    {
        var running = job.State == HelloJob.Running;
        if (jobId is null)
            return new ResumeVerdict(job.Ref, job.LastSeq, running ? Resume.Stop : Resume.Forget);
        var reply = await grains.GetGrain<IJobGrain>(jobId)
            .Settle(facts with { CommandId = job.Ref, Running = running, LastSeq = job.LastSeq });
        return new ResumeVerdict(job.Ref, reply.AckedSeq, reply.Verdict ?? Resume.Continue);
    }

    private async Task<bool> UnlistedAsync(
        IEnumerable<JobRow> unsettled, HelloFacts facts, HashSet<string> listed, List<ResumeVerdict> resume, List<string> resend)
    {
        var any = false;
        foreach (var job in unsettled)
        {
            // By command, not by job: a hello may list an older attempt of a job and lack the newer one.
            if (job.Status == JobStatus.Queued || (job.CommandId is { } latest && listed.Contains(latest)))
                continue;
            var reply = await grains.GetGrain<IJobGrain>(job.Id).Settle(facts);
            any = true;
            if (reply.Resend)
                resend.Add(job.Id);
            if (reply.Verdict is { } verdict && job.CommandId is { } commandId)
                resume.Add(new ResumeVerdict(commandId, reply.AckedSeq, verdict));
        }
        return any;
    }
}
