using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Data.Servers;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;

namespace MzPanel.Grains.Servers;

internal sealed partial class ServerGrain
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private readonly Presence presence = new(options.OfflineSeconds);
    private DateTimeOffset? attachedAt;
    private IGrainTimer? timer;
    private bool braked;
    private bool seeking;

    /// <summary>As recorded; a deleted server's record stays as it was, but nobody is there any more once its link is gone.</summary>
    private string Status => server is { DeletedAt: not null } && link is null ? ServerStatus.Offline : server?.Status ?? ServerStatus.Pending;

    private async Task RecallAsync()
    {
        // Signs of life are written late: one that is online was heard of at least when it became so.
        presence.Recall(server?.LastSeenAt ?? (Status == ServerStatus.Online ? server?.StatusAt : null), Now);
        if (await sessions.FindAsync(Id) is not { } session)
            return;
        epoch = session.Epoch;
        if ((carried?.Link ?? finder.Here(session)) is { } alive && alive.Epoch == epoch)
            Hold(Link(alive));
        seeking = link is null;
    }

    private async Task OnlineAsync()
    {
        if (server is not { DeletedAt: null } row || row.Status == ServerStatus.Online)
            return;
        if (await servers.SetStatusAsync(row, ServerStatus.Online, Now, epoch, null))
            server = row with { Status = ServerStatus.Online, StatusAt = Now };
    }

    private async Task TickAsync(CancellationToken cancelled)
    {
        try
        {
            braked = false;
            Fold();
            NoteContact();
            await SeekAsync();
            await JudgePresenceAsync();
            await dispatcher.ResendDueAsync(link, Journal);
            await LookAsync();
            await StartAsync();
            await MoveToSocketAsync();
        }
        catch (Exception e) when (e is StorageException or PanelException or TimeoutException or OrleansException)
        {
            // One road for fair weather and storm: whatever was not done now is due again at the next look.
            LogPostponed(e, Id);
            braked = true;
        }
        Arm();
    }

    private void NoteContact()
    {
        if (link is not { Mailbox: { SeenAt: > 0 } mailbox })
            return;
        presence.Seen(mailbox.SeenAt);
        seen.Add(Id, epoch, new Beat(mailbox.SeenAt, mailbox.Latest?.Payload));
    }

    private async Task JudgePresenceAsync()
    {
        if (Status != ServerStatus.Online || presence.OfflineAt is not { } at || Now < at)
            return;
        if (!await IsAwayAsync())
            return;
        if (!presence.BrokenLink && judge.Covers(attachedAt))
            braked = true;
        else if (await MayPassAsync())
            await OfflineAsync();
    }

    private async Task OfflineAsync()
    {
        if (!await servers.SetOfflineAsync(server!, Now, epoch, presence.LastContact ?? 0))
        {
            await YieldAsync();
            return;
        }
        server = server! with { Status = ServerStatus.Offline, StatusAt = Now };
        if (link is not null)
            link.Mailbox.WantsCall = true;
        LogOffline(Id);
    }

    /// <summary>
    /// The records know better: the server is deleted, offline already, or a newer connection lives with another activation. To
    /// ask again at once would use up the brake that all servers share.
    /// </summary>
    private async Task YieldAsync()
    {
        server = await servers.FindAsync(Id);
        if (server is not { DeletedAt: null })
            Drop();
        if (Status == ServerStatus.Online)
            DeactivateOnIdle();
        braked = true;
    }

    /// <summary>Shows each living or overdue job to its own grain where time or silence ask something of it.</summary>
    private async Task LookAsync()
    {
        foreach (var job in dispatcher.Queue.Jobs.ToList())
        {
            var silence = SilenceFor(job);
            var found = Judge(job, silence);
            if (found == Deadline.None || (found == Deadline.Lose && !await MayPassAsync()))
                continue;
            var reply = await GrainFactory.GetGrain<IJobGrain>(job.Id).Look(silence);
            if (reply.CancelCommandId is { } commandId && link is { Welcomed: true })
                await link.Cancel(commandId);
            await dispatcher.RefreshAsync(job.Id);
        }
    }

    private Deadline Judge(JobRow job, Silence silence) =>
        JobDeadlines.Judge(job, silence, Now, (long)TimeSpan.FromMinutes(options.LostMinutes).TotalMilliseconds);

    private Silence SilenceFor(JobRow job) => new(
        Status == ServerStatus.Offline, presence.LastContact, !judge.Covers(attachedAt), link is not null && IsListed(job.CommandId), Journal);

    private bool IsListed(string? commandId) =>
        commandId is not null && link?.Mailbox.Latest is { } beat && Parse(beat)?.Jobs is { } listed && listed.Any(j => j.Ref == commandId);

    private async Task<bool> MayPassAsync()
    {
        var reply = await GrainFactory.GetGrain<ISweepBrakeGrain>(ISweepBrakeGrain.Key).TryPass();
        if (reply == BrakeReply.WaitAndSay)
            await events.StoreAsync(EventRows.Braked(server!, Now), Guid.NewGuid().ToString(), null);
        braked |= reply != BrakeReply.Pass;
        return reply == BrakeReply.Pass;
    }

    /// <summary>Sets the one timer to the next moment that asks for a look; none, and the grain may go to sleep.</summary>
    private void Arm()
    {
        Count(dispatcher.Queue.Waiting);
        long? due = dispatcher.WakeAt;
        if (seeking && !braked)
            due = Now;
        else if (braked)
            due = Sooner(due, Now + (long)Retry.TotalMilliseconds);
        else if (Status == ServerStatus.Online && presence.OfflineAt is { } offline)
            due = Sooner(due, link is null ? offline : Math.Min(offline, Now + (long)LongestSleep.TotalMilliseconds));
        if (dispatcher.Queue.Alive.Any())
            due = Sooner(due, Now + (long)LookPeriod.TotalMilliseconds);
        timer?.Change(due is { } at ? TimeSpan.FromMilliseconds(Math.Max(10, at - Now)) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan LookPeriod => TimeSpan.FromMinutes(options.LostMinutes) / 4 < LongestLook ? TimeSpan.FromMinutes(options.LostMinutes) / 4 : LongestLook;

    private static long Sooner(long? a, long b) => a is { } known ? Math.Min(known, b) : b;
}
