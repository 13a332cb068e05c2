using MzPanel.Agent.Journal;
using MzPanel.Agent.Link;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Jobs;

/// <summary>What <c>hello</c> and heartbeats say about commands, and what <c>welcome</c> and acks change about them.</summary>
internal sealed class JobBook(AgentJournal journal, JobDesk desk, Reports reports, IWorkers workers, Lock guard)
{
    // What fits into one hello beside the rest; the others are told with the next. Running ones first: what is not told is lost.
    private const int MostTold = 400;

    public string JournalId => journal.State.JournalId;

    public long LastEpoch
    {
        get
        {
            lock (guard)
                return journal.State.LastEpoch;
        }
    }

    /// <summary>Commands whose end or whose lines the control plane does not hold yet.</summary>
    public IReadOnlyList<HelloJob> Told()
    {
        lock (guard)
            return [.. journal.State.Commands.Where(c => c.Open).OrderByDescending(c => c.Living).ThenByDescending(c => c.OwesReport)
                .Take(MostTold).Select(c => new HelloJob
                {
                    Ref = c.Ref,
                    State = c.Living ? HelloJob.Running : HelloJob.Done,
                    LastSeq = c.Done?.LastSeq ?? workers.LastSeq(c.Ref),
                })];
    }

    public IReadOnlyList<HeartbeatJob> Running()
    {
        lock (guard)
            return [.. journal.State.Commands.Where(c => c.Living).Select(c => new HeartbeatJob { Ref = c.Ref, LastSeq = workers.LastSeq(c.Ref) })];
    }

    /// <summary>Commands with lines to send: id, job and, once known, the last line.</summary>
    public IReadOnlyList<LogOwner> LogOwners()
    {
        lock (guard)
            return [.. journal.State.Commands.Where(c => c.Refused is null && c.Started && c.LogSettledAt is null).Select(Owner)];
    }

    public LogOwner? LogOwner(string @ref)
    {
        lock (guard)
            return journal.State.Find(@ref) is { Refused: null, Started: true, LogSettledAt: null } entry ? Owner(entry) : null;
    }

    /// <summary>
    /// A connection was welcomed: its verdicts are carried out and everything owed goes out on it. Also where the disk is full and
    /// this throws: who wants to make room needs the link.
    /// </summary>
    public void Welcome(Welcome welcome, IOutbox outbox)
    {
        lock (guard)
        {
            reports.Detach();
            try
            {
                foreach (var resume in welcome.Resume)
                    Resume(resume);
                journal.Append(new Welcomed(welcome.Epoch));
            }
            finally
            {
                reports.Attach(outbox);
            }
        }
    }

    public void Detach()
    {
        lock (guard)
            reports.Detach();
    }

    public void Ack(string messageId)
    {
        lock (guard)
            reports.Ack(messageId);
    }

    public void LogSettled(string @ref)
    {
        lock (guard)
            reports.LogSettled(@ref);
    }

    private void Resume(Resume resume)
    {
        if (resume.Verdict == Protocol.Agents.Resume.Forget)
            desk.Forget(resume.Ref);
        else if (resume.Verdict == Protocol.Agents.Resume.Stop)
            desk.Cancel(resume.Ref, JobDesk.UsualGraceS);
        // A power cut can take lines that had already been sent: the log then ends where the control plane says it does.
        if (journal.State.Find(resume.Ref) is { OwesReport: true, Done: { } done } entry && done.LastSeq < resume.AckedSeq)
            journal.Append(new CommandDone(entry.Ref, entry.DoneId!, done with { LastSeq = resume.AckedSeq }));
    }

    private static LogOwner Owner(CommandEntry entry) => new(entry.Ref, entry.JobId, entry.Done?.LastSeq);
}

/// <summary>A command whose lines are not all acknowledged; <c>LastSeq</c> once it has ended.</summary>
internal sealed record LogOwner(string Ref, string JobId, long? LastSeq);
