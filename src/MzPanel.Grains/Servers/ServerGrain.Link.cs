using System.Text.Json;
using MzPanel.Data.Agents;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Grains.Servers;

internal sealed partial class ServerGrain
{
    private const int MaxOpenLogs = 50;
    private FlapGuard flaps = new();
    private ServerLink? link;
    private IReadOnlyList<string> resend = [];
    private Beat? lastBeat;
    private string? rotationId;
    private long epoch;

    public async Task<AttachReply> Attach(AttachRequest request)
    {
        server = await servers.FindAsync(Id);
        if (server is not { DeletedAt: null })
            return Refuse(CloseCode.Revoked, "the server was deleted");
        var hello = JsonSerializer.Deserialize(request.Hello, ProtocolJson.Default.Hello)!;
        if (hello.LastEpoch is < 0 or > ProtocolLimits.MaxEpoch)
            return Refuse(CloseCode.Violation, "last_epoch is out of range");
        if (!flaps.TryAccept(Now))
            return await FlappingAsync(request);
        var session = await sessions.AcceptAsync(
            Id, request.ConnectionId, request.Home.ToString(), hello.LastEpoch ?? 0, hello.JournalId,
            JsonSerializer.Serialize(hello.Features ?? []), JsonSerializer.Serialize(hello.Kinds ?? []), Now, request.SeenEpoch);
        if (session is null)
            return Refuse(CloseCode.Restarting, "another connection came between");
        await TakeAsync(new ServerLink(server.WorkspaceId, request.ConnectionId, request.Gateway, request.Home, session.Epoch, sockets, time));
        return await WelcomeAsync(request, hello, session);
    }

    public async Task Welcomed(long epoch)
    {
        if (link is not { } current || current.Epoch != epoch)
            return;
        current.Welcomed = true;
        foreach (var jobId in resend)
            dispatcher.Expect(jobId);
        await dispatcher.ResendAsync(current, resend, Journal);
        resend = [];
        await DeliverRotation();
        await GoOnAsync();
        await MoveToSocketAsync();
    }

    public async Task<bool> Beat(long epoch, Beat beat)
    {
        if (link?.Epoch != epoch)
            return false;
        link.Mailbox.WantsCall = false;
        link.Mailbox.TryHand(beat);
        presence.Seen(beat.At);
        await OnlineAsync();
        Arm();
        await MoveToSocketAsync();
        return true;
    }

    public async Task<bool> Reattach(ReattachRequest request)
    {
        if (link?.Epoch == request.Epoch)
            return true;
        if (await sessions.FindAsync(Id) is not { } session || session.Epoch != request.Epoch || session.ConnectionId != request.ConnectionId)
            return false;
        await TakeBackAsync(request);
        await Reconcile();
        return true;
    }

    public Task Detach(long epoch, bool bySilo)
    {
        if (link?.Epoch != epoch)
            return Task.CompletedTask;
        LogDetached(Id, epoch);
        Drop();
        presence.Detached(Now, bySilo);
        if (!bySilo)
            judge.Dropped(Id);
        else
            judge.Moved(Id);
        seen.Add(Id, epoch, new Beat(Now, lastBeat?.Payload));
        Arm();
        return Task.CompletedTask;
    }

    public async Task<FrameReply> StoreEvent(long epoch, string messageId, byte[] payload)
    {
        var news = JsonSerializer.Deserialize(payload, ProtocolJson.Default.AgentEvent)!;
        return await events.StoreAsync(EventRows.Of(server!, news, Now), messageId, epoch) ? FrameReply.Durable : FrameReply.Stale;
    }

    // An older delivery is no proof that the agent keeps the latest: only the one sent last counts.
    public Task TokenRotated(long epoch, string messageId) =>
        link?.Epoch == epoch && messageId == rotationId ? credentials.RotationAckedAsync(Id, messageId, Now) : Task.CompletedTask;

    public async Task DeliverRotation()
    {
        if (link is not { Welcomed: true } current || await credentials.MintRotationAsync(Id, Now) is not { } made)
            return;
        rotationId = made.MessageId;
        await current.Send(EnvelopeWriter.Write(
            rotationId, Now, MessageType.TokenRotate, null, new TokenRotate { AgentToken = made.Token }, ProtocolJson.Default.TokenRotate));
    }

    public async Task Drop(string reason)
    {
        server = await servers.FindAsync(Id);
        await dispatcher.ReloadAsync();
        if (link is { } current)
            await current.Close(CloseCode.Revoked, reason);
    }

    private static AttachReply Refuse(int code, string reason) => new() { CloseCode = code, Reason = reason };

    private async Task<AttachReply> FlappingAsync(AttachRequest request)
    {
        LogFlapping(Id);
        if (flaps.ShouldSay(Now))
            await events.StoreAsync(EventRows.PossibleClone(server!, request.Address, Now), request.HelloId, null);
        return Refuse(CloseCode.Flapping, "more than 6 connections in 60 s");
    }

    private async Task<AttachReply> WelcomeAsync(AttachRequest request, Hello hello, SessionRow session)
    {
        var features = hello.Features ?? [];
        if (!features.SequenceEqual(state.State.Features))
        {
            state.State = state.State with { Features = features.ToArray() };
            await state.WriteStateAsync();
        }
        await servers.SetFactsAsync(server!, session.Epoch, hello);
        await OnlineAsync();
        var settled = await SettleAsync(hello, session);
        resend = settled.Resend;
        if (settled.Queue is { } read && features.Contains(AgentFeature.LogAck))
            dispatcher.Queue.Reset(read);
        else
            await FillAndReloadAsync(features);
        LogAttached(Id, session.Epoch, request.Address);
        return new AttachReply { Epoch = session.Epoch, WorkspaceId = server!.WorkspaceId, Resume = settled.Resume };
    }

    private async Task<Settled> SettleAsync(Hello hello, SessionRow session)
    {
        var isKnown = hello.JournalId is null || hello.JournalId == session.SettledJournalId;
        var settled = await new HelloSettler(Id, jobs, GrainFactory).SettleAsync(hello, session, !isKnown && session.SettledJournalId is not null);
        if (!isKnown)
            await sessions.SettledAsync(Id, session.Epoch);
        return settled;
    }

    /// <summary>What an agent that keeps no lines lost before this hello, nobody sends any more.</summary>
    private async Task FillAndReloadAsync(IEnumerable<string> features)
    {
        if (!features.Contains(AgentFeature.LogAck))
            foreach (var job in await jobs.OpenLogsAsync(Id, MaxOpenLogs))
                await GrainFactory.GetGrain<IJobGrain>(job.Id).Look(SilenceFor(job));
        await dispatcher.ReloadAsync();
    }

    /// <summary>Takes a link; the older socket is closed wherever it lives.</summary>
    private async Task TakeAsync(ServerLink fresh)
    {
        if (link is { } older && older.ConnectionId != fresh.ConnectionId)
            await older.Close(CloseCode.Superseded, "a newer connection took over");
        Drop();
        Hold(fresh);
    }

    private async Task StartAsync()
    {
        if (await dispatcher.StartAsync(link, Journal) || link is not { } current || (await sessions.FindAsync(Id))?.Epoch == current.Epoch)
            return;
        // Another activation accepted a newer connection: this one lives on without knowing, and nothing starts on it any more.
        Drop();
        await current.Close(CloseCode.Superseded, "a newer connection took over");
    }

    private void Hold(ServerLink fresh)
    {
        (link, epoch) = (fresh, fresh.Epoch);
        presence.Attached(Now);
        attachedAt = time.GetUtcNow();
        judge.Linked(Id);
        // Elsewhere the socket must call: it finds no mailbox there and says each beat by Beat().
        if (fresh.Home.Equals(silo.SiloAddress))
            localLinks.Hold(Id, fresh.Mailbox);
        else
            localLinks.HoldRemote(Id, fresh.Mailbox);
    }

    private void Drop()
    {
        Fold();
        if (link is null)
            return;
        lastBeat = link.Mailbox.Latest ?? lastBeat;
        localLinks.Release(Id, link.Mailbox);
        dispatcher.LinkLost();
        link = null;
    }

    private ServerLink Link(ReattachRequest request)
    {
        var found = new ServerLink(server!.WorkspaceId, request.ConnectionId, request.Gateway, request.Home, request.Epoch, sockets, time) { Welcomed = true };
        if (request.Latest is { } beat)
            found.Mailbox.TryHand(beat);
        return found;
    }
}
