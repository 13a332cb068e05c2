using MzPanel.Agent.Journal;
using MzPanel.Protocol.Jobs;
using Microsoft.Extensions.Logging;

namespace MzPanel.Agent.Jobs;

/// <summary>
/// Takes commands, keeps the journal's promises about them and reports their ends (delivery.md, "Sending, again"). One lock
/// holds it together; nothing in it waits but for the disk.
/// </summary>
internal sealed class JobDesk(
    AgentJournal journal, CommandGate gate, IWorkers workers, Reports reports, Lock guard, string root, TimeProvider time, ILogger<JobDesk> log)
{
    /// <summary>More than the lanes ever ask for (1 + 4): a bound, not a schedule.</summary>
    public const int MostRunning = 8;

    public const int UsualGraceS = 10;
    private const int NeverRan = 128 + 15;
    private const int CannotStart = 126;
    private const int Killed = 128 + 9;

    // A worker stops itself at its timeout and after its grace. Only one that hangs lives longer than this.
    private static readonly TimeSpan WorkerSlack = TimeSpan.FromSeconds(15);
    private readonly Dictionary<string, TimeSpan> killAt = [];

    /// <summary>A command's lines are of interest to the link: its directory has come to be.</summary>
    public event Action<string>? Spooling;

    /// <summary>A command came.</summary>
    public void Offer(string id, Cmd cmd)
    {
        lock (guard)
        {
            if (journal.State.Find(id) is { } known)
                Answer(known);
            else if (gate.Refuses(id, cmd) is { } refusal)
                Refuse(id, cmd, refusal);
            else if (journal.State.Commands.Count(c => c.Living) >= MostRunning)
                Refuse(id, cmd, CommandGate.No(Nack.Busy, "Too many commands run on this server."));
            else
                Accept(id, cmd);
        }
    }

    /// <summary>Somebody wants a command stopped, known or not.</summary>
    public void Cancel(string @ref, int graceS)
    {
        lock (guard)
            Cancel(@ref, Math.Clamp(graceS, 0, 3600), journal.State.Find(@ref));
    }

    /// <summary>The control plane has no use for a command any more.</summary>
    public void Forget(string @ref)
    {
        lock (guard)
        {
            if (journal.State.Find(@ref) is not { Open: true } entry)
                return;
            if (entry.Living)
                Finish(entry, new JobExit(Killed, JobOutcome.Cancelled, 0, workers.LastSeq(@ref)), report: false);
            reports.Acknowledged(@ref);
            reports.LogSettled(@ref);
        }
    }

    /// <summary>
    /// Brings what runs in line with the journal: starts what was accepted, sees what has ended, kills what overran. Without
    /// arguments and idempotent: called at the start, by the doorbell, and by the clock.
    /// </summary>
    public void Reconcile()
    {
        lock (guard)
        {
            foreach (var entry in journal.State.Commands.Where(c => c.Living).ToList())
                Guarded(() => Reconcile(entry));
            reports.Resend();
        }
    }

    /// <summary>After the start of the daemon: directories that no open command owns are left-overs of a kill.</summary>
    public void Adopt()
    {
        lock (guard)
        {
            if (journal.Restarted)
                log.JournalDamaged();
            var owned = journal.State.Commands.Where(c => c.Open).Select(c => JobDirectory.NameOf(c.Ref)).ToHashSet();
            foreach (var directory in workers.Directories().Where(d => !owned.Contains(d)))
                Guarded(() => workers.Discard(directory));
            foreach (var entry in journal.State.Commands.Where(c => c.Living && c.Started && workers.Look(c.Ref).Running))
                log.Adopted(entry.Ref);
        }
        Reconcile();
    }

    private void Accept(string id, Cmd cmd)
    {
        try
        {
            workers.Prepare(new JobSpec(id, cmd.JobId, cmd.Kind, cmd.Args, cmd.TimeoutS, root));
            journal.Append(new CommandAccepted(id, cmd.JobId, cmd.Kind, cmd.TimeoutS));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.CouldNotWrite(e);
            reports.Answer(id, CommandGate.No(Nack.Busy, "The agent cannot write to its disk."));
            return;
        }
        log.Accepted(id, cmd.Kind);
        reports.Answer(id, new CmdAck { Accepted = true });
        Guarded(() => Start(journal.State.Find(id)!));
    }

    private void Refuse(string id, Cmd cmd, CmdAck refusal)
    {
        log.Refused(id, cmd.Kind, refusal.Code!);
        // Whoever can only forge must not be able to spoil the id of a command that is still to come.
        if (refusal.Code != Nack.BadSignature)
            Guarded(() => journal.Append(new CommandRefused(id, refusal.Code!, refusal.Message!, Now)));
        reports.Answer(id, refusal);
    }

    private void Answer(CommandEntry known)
    {
        if (known.Refused is { } refused)
            reports.Answer(known.Ref, CommandGate.No(refused.Code, refused.Message));
        else if (known.Done is null)
            reports.Answer(known.Ref, new CmdAck { Accepted = true });
        else
            reports.Send(known);
    }

    private void Cancel(string @ref, int graceS, CommandEntry? entry)
    {
        if (entry is null)
            Guarded(() => Finish(new CommandEntry(@ref, "", "", 0), new JobExit(NeverRan, JobOutcome.Cancelled, 0, 0)));
        else if (!entry.Living)
            Answer(entry);
        else if (!entry.Started)
            Guarded(() => Finish(entry, new JobExit(NeverRan, JobOutcome.Cancelled, 0, 0)));
        else
            Guarded(() => Stop(entry, graceS));
    }

    private void Stop(CommandEntry entry, int graceS)
    {
        if (entry.CancelGraceS is null)
            journal.Append(new CancelAsked(entry.Ref, graceS));
        if (!killAt.ContainsKey(entry.Ref))
            workers.Stop(entry.Ref, graceS);
        var kill = time.GetElapsedTime(0) + TimeSpan.FromSeconds(graceS) + WorkerSlack;
        killAt[entry.Ref] = killAt.TryGetValue(entry.Ref, out var sooner) && sooner < kill ? sooner : kill;
    }

    private void Start(CommandEntry entry)
    {
        journal.Append(new CommandStarted(entry.Ref));
        try
        {
            workers.Start(entry.Ref);
            Spooling?.Invoke(entry.Ref);
        }
        catch (IOException e)
        {
            log.CouldNotWrite(e);
            Finish(entry, new JobExit(CannotStart, JobOutcome.Exited, 0, 0, new JobError("start_failed", e.Message)));
        }
    }

    private void Reconcile(CommandEntry entry)
    {
        if (!entry.Started)
            Start(entry);
        else if (workers.Look(entry.Ref) is { Running: false } sight)
            Finish(entry, sight.Exit ?? Interrupted(entry));
        else if (Overdue(entry) is { } outcome)
        {
            log.Overran(entry.Ref);
            workers.Kill(entry.Ref);
            Finish(entry, new JobExit(Killed, outcome, Duration(entry), workers.LastSeq(entry.Ref)));
        }
    }

    private string? Overdue(CommandEntry entry)
    {
        if (entry.CancelGraceS is { } grace && !killAt.ContainsKey(entry.Ref))
            Stop(entry, grace);
        return killAt.TryGetValue(entry.Ref, out var kill) && time.GetElapsedTime(0) >= kill ? JobOutcome.Cancelled
            : workers.Age(entry.Ref) > TimeSpan.FromSeconds(entry.TimeoutS + UsualGraceS) + WorkerSlack ? JobOutcome.TimedOut : null;
    }

    // A worker that was killed before it could write its exit was so on request, or by whoever killed it: then nobody knows the outcome.
    private JobExit Interrupted(CommandEntry entry) => entry.CancelGraceS is not null
        ? new JobExit(Killed, JobOutcome.Cancelled, Duration(entry), workers.LastSeq(entry.Ref))
        : new JobExit(Killed, JobOutcome.Interrupted, Duration(entry), workers.LastSeq(entry.Ref),
            new JobError("interrupted", "The VPS or the agent stopped in the middle of the command."));

    private long Duration(CommandEntry entry) => (long)workers.Age(entry.Ref).TotalMilliseconds;

    private void Finish(CommandEntry entry, JobExit exit, bool report = true)
    {
        journal.Append(new CommandDone(entry.Ref, Guid.NewGuid().ToString(), new JobDone
        {
            JobId = entry.JobId, ExitCode = exit.ExitCode, DurationMs = exit.DurationMs, LastSeq = exit.LastSeq,
            Outcome = exit.Outcome, Error = exit.Error, Result = exit.Result,
        }));
        killAt.Remove(entry.Ref);
        log.Ended(entry.Ref, exit.Outcome, exit.ExitCode);
        if (exit.LastSeq == 0)
            reports.LogSettled(entry.Ref);
        if (report)
            reports.Send(journal.State.Find(entry.Ref)!);
        workers.Ended(entry.Ref);
        Spooling?.Invoke(entry.Ref);
    }

    // A full disk: nothing is claimed that is not written down, and the next look tries again.
    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.CouldNotWrite(e);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
