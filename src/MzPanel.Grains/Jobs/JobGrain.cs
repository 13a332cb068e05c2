using Microsoft.Extensions.Logging;
using MzPanel.Data;
using MzPanel.Data.Agents;
using MzPanel.Data.Jobs;
using MzPanel.Data.Logs;
using MzPanel.Grains.Agents;
using MzPanel.Grains.Logs;
using MzPanel.Grains.Refusals;
using MzPanel.Protocol.Agents;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace MzPanel.Grains.Jobs;

/// <summary>
/// Only writer of one job: turns what happens into transitions of <see cref="JobLifecycle"/> and numbers the log. It stands
/// beside its <c>ServerGrain</c>, which calls it first. Nobody needs it once its job has ended, and the next line of one that is
/// silent for long wakes it again: so it sleeps early.
/// </summary>
[GrainType("job"), PreferLocalPlacement, CollectionAgeLimit(Minutes = AwakeMinutes)]
internal sealed class JobGrain(
    JobRecords records, LogRecords logs, SessionRecords sessions, PinnedAgents pins, CommandFrames frames, FreshJobs fresh, ShowJob show, DeliveryOptions options,
    Jitter jitter, ILocalSiloDetails silo, TimeProvider time, ILogger<JobGrain> logger) : Grain, IJobGrain, IGrainMigrationParticipant
{
    private const int AwakeMinutes = 2;
    private const int MaxRaces = 4;
    private static readonly TimeSpan BusyLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BusyMost = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FillAfter = TimeSpan.FromSeconds(2);
    private JobLedger ledger = null!;
    private JobBroadcast broadcast = null!;
    private JobLog? log;
    private IGrainTimer? filling;
    private DateTimeOffset watched;

    private string Id => this.GetPrimaryKeyString();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ledger = new JobLedger(Id, records, fresh, time);
        broadcast = new JobBroadcast(Id, () => this.GetStreamProvider(JobNews.Provider), watched, time, logger);
        return Task.CompletedTask;
    }

    public Task MoveTo(SiloAddress home)
    {
        if (home.Equals(silo.SiloAddress))
            return Task.CompletedTask;
        RequestContext.Set(IPlacementDirector.PlacementHintKey, home);
        MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        return Task.CompletedTask;
    }

    // All else is read from the records again.
    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue("watch", broadcast.WatchedUntil);

    public void OnRehydrate(IRehydrationContext rehydrationContext) => rehydrationContext.TryGetValue("watch", out watched);

    public async Task<CreateReply> Create(NewJob job, int maxQueued, OfferTerms? atOnce)
    {
        var row = JobRows.Of(job);
        var offered = atOnce is null ? null : JobLifecycle.Offer(row, Guid.NewGuid().ToString(), atOnce, Now);
        var writing = ledger.CreateAsync(
            row, JobAudit.Asked(row, job), JobRows.Kept(job.Kept, job.CreatedAt), maxQueued,
            offered is null ? null : new FirstOffer(offered, JobAudit.Of(offered, "job.offer")), job.Site);
        // Signed while the disk works; it leaves after the commit only.
        var signing = FrameAsync(offered);
        var outcome = await writing;
        if (outcome == CreateOutcome.Offered)
            await MoveTo(atOnce!.Home ?? silo.SiloAddress);
        return outcome switch
        {
            CreateOutcome.Offered => new CreateReply(SubmitReply.Accepted, new OfferReply(await signing, offered!.CommandId)),
            CreateOutcome.Created => new CreateReply(SubmitReply.Accepted),
            CreateOutcome.KeyTaken => new CreateReply(SubmitReply.KeyTaken),
            _ => throw JobRefusals.Of(outcome, maxQueued, job.Site?.Quota),
        };
    }

    public async Task<OfferReply> Offer(OfferTerms terms)
    {
        if (await WithdrawAsync())
            return new OfferReply(null);
        var commandId = Guid.NewGuid().ToString();
        try
        {
            var moved = await ledger.MoveAsync(
                job => JobLifecycle.Offer(job, commandId, terms, Now), job => JobAudit.Of(job, "job.offer"), terms.Epoch);
            if (moved != Moved.Yes)
                return new OfferReply(null);
        }
        catch (RecordConflictException)
        {
            // The lane is taken in the records: the queue that asked has an old picture.
            return new OfferReply(null);
        }
        log = null;
        broadcast.Changed();
        var frame = await frames.OfAsync(ledger.Row!);
        await MoveTo(terms.Home ?? silo.SiloAddress);
        return new OfferReply(frame, commandId);
    }

    public async Task<OfferReply> OfferAgain(long epoch)
    {
        // Offered under the connection before, in a transaction that outlasted the hello of this one: nobody else would ever send it.
        if (await ledger.LoadAsync() is { Status: JobStatus.Offered } late && late.Epoch < epoch)
            await ledger.MoveAsync(
                job => job.Status == JobStatus.Offered && job.Epoch < epoch ? job with { Epoch = epoch } : null, job => JobAudit.Of(job, "job.settle"), epoch);
        if (ledger.Row is not { Status: JobStatus.Offered } job || job.Epoch != epoch)
            return new OfferReply(null);
        return new OfferReply(await frames.OfAsync(job), job.CommandId);
    }

    public async Task<FrameReply> Acknowledged(AgentFrame from, bool accepted, string? code, string? message)
    {
        var wait = jitter.Between(BusyLeast, BusyMost);
        return await MoveAsync(from, accepted ? "job.start" : "job.refuse", job => !IsLatest(job, from) ? null
            : accepted ? JobLifecycle.Started(job, Now) : JobLifecycle.Refused(job, code, message, Now, wait));
    }

    public async Task<FrameReply> Done(AgentFrame from, JobEnd end)
    {
        var reply = await MoveAsync(from, "job.finish", job => IsLatest(job, from) ? JobLifecycle.Ended(Synced(job), end, Now) : null);
        if (ledger.Row is { LogComplete: false } job && IsLatest(job, from))
            FillSoon();
        return reply;
    }

    public async Task<CancelReply> Cancel(Caller caller, bool abandon, KeptAnswer? kept)
    {
        var moved = await ledger.MoveAsync(
            job => abandon ? JobLifecycle.Abandoned(job, Now) ?? JobLifecycle.CancelRequested(job, Now) : JobLifecycle.CancelRequested(job, Now),
            job => JobAudit.Of(job, abandon ? "job.abandon" : "job.cancel", caller),
            key: job => JobRows.Kept(kept is null ? null : kept with { Answer = show(job) }, Now));
        if (ledger.Row is not { } row)
            throw PanelException.NotFound();
        if (moved == Moved.KeyTaken)
            return new CancelReply(null);
        if (moved == Moved.Unchanged && JobStatus.IsTerminal(row.Status))
            throw new PanelException(PanelError.JobNotCancellable, $"The job has ended: it is {row.Status}.");
        if (row.Status == JobStatus.Lost)
            await AfterLossAsync();
        broadcast.Changed();
        return new CancelReply(show(row), moved == Moved.Yes);
    }

    public async Task<SettleReply> Settle(HelloFacts facts)
    {
        Settlement? judged = null;
        // What such an agent lost before this hello, nobody sends any more; what came behind the hole is kept.
        if (!facts.LogAck && log is { } open)
            await open.FillAsync(open.LastKnown);
        // A hello may find a job that moved since the queue was read: the stored row decides.
        log = null;
        var pinned = await pins.ForbidAsync(await ledger.LoadAsync());
        await ledger.MoveAsync(
            job => (judged = pinned ? JobSettlement.JudgePinned(job, facts, Now) : JobSettlement.Judge(job, facts, Now)).Next,
            job => JobAudit.ByAgent(job, "job.settle"), facts.Epoch);
        if (ledger.Row is { Status: JobStatus.Lost })
            await AfterLossAsync();
        broadcast.Changed();
        return new SettleReply(ledger.Row is null ? Resume.Forget : judged?.Verdict, ledger.Row?.LogEnd ?? 0, judged?.Resend ?? false);
    }

    public async Task<LookReply> Look(Silence silence)
    {
        var lostMs = (long)TimeSpan.FromMinutes(options.LostMinutes).TotalMilliseconds;
        var found = Deadline.None;
        await ledger.LoadAsync();
        await ledger.MoveAsync(
            job => (found = JobDeadlines.Judge(job, silence, Now, lostMs)) switch
            {
                Deadline.Expire => JobLifecycle.Expired(job, Now),
                Deadline.Free => JobLifecycle.Freed(job),
                Deadline.Unknown => JobLifecycle.Silent(job, Now) ?? JobLifecycle.Doubtful(job, Now),
                Deadline.Lose => JobLifecycle.Lost(job, Now),
                Deadline.Cancel => JobLifecycle.CancelRequested(job, Now),
                _ => null,
            },
            job => JobAudit.Of(job, "job." + found.ToString().ToLowerInvariant()));
        if (found == Deadline.Lose)
            await AfterLossAsync();
        if (found != Deadline.None)
            broadcast.Changed();
        await FillEndAsync(CancellationToken.None);
        return new LookReply(found == Deadline.Cancel ? ledger.Row?.CommandId : null);
    }

    public async Task<LogReply> Append(AgentFrame from, LogPiece piece)
    {
        if (ledger.Row is null)
            await ledger.LoadAsync();
        if (ledger.Row is not { } job || !IsLatest(job, from))
            return new LogReply(piece.Seq + piece.Count - 1);
        // The job_done said where the log ends: what lies behind is dropped, and acknowledged once everything before it is durable.
        if (job.LastSeq is { } last && piece.Seq > last)
            return new LogReply(Synced(job).LogEnd is var durable && durable < last ? durable : piece.Seq + piece.Count - 1);
        if (job.Status is JobStatus.Offered or JobStatus.Unknown
            && await MoveAsync(from, "job.start", j => IsLatest(j, from) ? JobLifecycle.Started(j, Now) : null) == FrameReply.Stale)
            return new LogReply(null);
        return await AppendAsync(from, piece);
    }

    public Task Watch()
    {
        broadcast.Watch();
        return Task.CompletedTask;
    }

    /// <summary>Ends what the server's policy does not allow any more; whether there is nothing to offer.</summary>
    private async Task<bool> WithdrawAsync()
    {
        if (!await pins.ForbidAsync(ledger.Row ?? await ledger.LoadAsync()))
            return false;
        if (await ledger.MoveAsync(job => JobLifecycle.Withdrawn(job, Now), job => JobAudit.Of(job, "job.withdraw")) == Moved.Yes)
            broadcast.Changed();
        return true;
    }

    private async Task<byte[]?> FrameAsync(JobRow? offered) => offered is null ? null : await frames.OfAsync(offered);

    private async Task<LogReply> AppendAsync(AgentFrame from, LogPiece piece)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var open = log ??= Open(from.CommandId);
            var durable = open.Durable;
            var (current, fate) = await TryAppendAsync(open, from, piece);
            if (current && fate is Intake.Duplicate or Intake.Overlap && !await open.IsSameAsync(piece))
                return new LogReply(open.Durable, await SaidOnceAsync(from));
            if (current)
                return new LogReply(open.Durable);
            if (ReferenceEquals(log, open))
                await ReopenAsync();
            // Refused and nobody else moved the end: it is the epoch that is old.
            if (ledger.Row is not { } row || row.LogEnd == durable)
                break;
        }
        return new LogReply(null);
    }

    private async Task<(bool Current, Intake Fate)> TryAppendAsync(JobLog open, AgentFrame from, LogPiece piece)
    {
        try
        {
            return await open.AppendAsync(piece, from.Epoch);
        }
        catch
        {
            if (ReferenceEquals(log, open))
                await ReopenAsync();
            throw;
        }
    }

    private JobLog Open(string commandId) => new(Id, commandId, ledger.Row!.LogEnd, logs)
    {
        Published = chunk => broadcast.Lines(commandId, chunk),
    };

    /// <summary>What is durable is asked of the records: the commit may have failed, or its answer got lost.</summary>
    private async Task ReopenAsync()
    {
        log = null;
        await ledger.LoadAsync();
    }

    private async Task<bool> SaidOnceAsync(AgentFrame from) => await ledger.MoveAsync(
        job => job.LogConflict ? null : job with { LogConflict = true }, job => JobAudit.ByAgent(job, "log.conflict"), from.Epoch) == Moved.Yes;

    private async Task<FrameReply> MoveAsync(AgentFrame from, string action, Func<JobRow, JobRow?> rule)
    {
        var moved = await ledger.MoveAsync(
            job => job.ServerId == from.ServerId ? rule(job) : null, job => JobAudit.ByAgent(job, action), from.Epoch);
        if (moved == Moved.Yes)
            broadcast.Changed();
        return moved == Moved.Stale ? FrameReply.Stale : FrameReply.Durable;
    }

    private static bool IsLatest(JobRow job, AgentFrame from) => job.ServerId == from.ServerId && job.CommandId == from.CommandId;

    /// <summary>The row with the log's own end, which moves without a transition.</summary>
    private JobRow Synced(JobRow job) => log is not null && log.CommandId == job.CommandId ? job with { LogEnd = log.Durable } : job;

    private async Task AfterLossAsync()
    {
        if (log is not null)
            await FillAsync(log.LastKnown);
        await ledger.MoveAsync(job => JobLifecycle.TriedAgain(job, Now), job => JobAudit.Of(job, "job.retry"));
    }

    /// <summary>Holes that an agent without <c>log_ack</c> leaves are filled a moment later: its lines may be on the way.</summary>
    private void FillSoon() => filling ??= this.RegisterGrainTimer(FillEndAsync, FillAfter, Timeout.InfiniteTimeSpan);

    private async Task FillEndAsync(CancellationToken cancelled)
    {
        filling?.Dispose();
        filling = null;
        if (ledger.Row is not { LastSeq: { } last, LogComplete: false, FinishedAt: not null } job || (await sessions.FindAsync(job.ServerId)) is not { } session)
            return;
        if (!AgentFeatures.Has(session.Features, AgentFeature.LogAck))
            await FillAsync(last);
    }

    private async Task FillAsync(long last)
    {
        if (ledger.Row?.CommandId is not { } commandId)
            return;
        await (log ??= Open(commandId)).FillAsync(Math.Max(last, log.LastKnown));
        broadcast.Changed();
    }
}
