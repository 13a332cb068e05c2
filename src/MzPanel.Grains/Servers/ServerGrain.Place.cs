using MzPanel.Data.Agents;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Metrics;
using Orleans.Runtime.Placement;

namespace MzPanel.Grains.Servers;

// Where the grain stands: beside its socket, with what it had in memory; and how it finds the socket where it woke up without it.
internal sealed partial class ServerGrain
{
    private const string Luggage = "server";
    private CarriedServer? carried;

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        Fold();
        dehydrationContext.TryAddValue(Luggage, new CarriedServer
        {
            Link = link is { Welcomed: true } current
                ? new ReattachRequest(current.ConnectionId, current.Gateway, current.Home, current.Epoch, current.Mailbox.Latest) : null,
            Flaps = flaps.Carry(),
            History = history.Carry(),
            LastBeat = lastBeat,
            RotationId = rotationId,
        });
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue(Luggage, out carried) || carried is null)
            return;
        (flaps, history) = (FlapGuard.Of(carried.Flaps), MetricsHistory.Of(carried.History));
        (lastBeat, rotationId) = (carried.LastBeat, carried.RotationId);
    }

    /// <summary>Frames should cross no silo: the grain, and those of its started jobs, go where the socket is.</summary>
    private async Task MoveToSocketAsync()
    {
        if (link is not { Welcomed: true, Home: var home } || home.Equals(silo.SiloAddress))
            return;
        RequestContext.Set(IPlacementDirector.PlacementHintKey, home);
        try
        {
            foreach (var job in dispatcher.Queue.Alive.ToList())
                await GrainFactory.GetGrain<IJobGrain>(job.Id).MoveTo(home);
            MigrateOnIdle();
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }

    /// <summary>The records name a connection that this activation never saw: its silo is asked, once it is sure of its answer.</summary>
    private async Task SeekAsync()
    {
        if (!seeking)
            return;
        var found = link is null && await sessions.FindAsync(Id) is { } session ? await TakeWhereAliveAsync(session) : new(null, true);
        seeking = !found.Sure;
        braked |= seeking;
    }

    /// <summary>
    /// Whether the server is silent for all the records and its socket know. What this activation remembers may be old: another
    /// one may hold the link, held it a moment ago, or holds the same one and is told each heartbeat instead.
    /// </summary>
    private async Task<bool> IsAwayAsync()
    {
        server = await servers.FindAsync(Id);
        if (server?.LastSeenAt is { } at)
            presence.Seen(at);
        if (await sessions.FindAsync(Id) is not { } session)
            return true;
        var found = link?.Epoch == session.Epoch ? await ListenThereAsync(session) : await TakeWhereAliveAsync(session);
        braked |= !found.Sure;
        return found.Sure && presence.OfflineAt <= Now;
    }

    private async Task<FoundLink> ListenThereAsync(SessionRow session)
    {
        var found = await finder.FindAsync(session);
        if (found.Link?.Latest is { } beat)
            presence.Seen(beat.At);
        return found;
    }

    private async Task<FoundLink> TakeWhereAliveAsync(SessionRow session)
    {
        if (session.Epoch > epoch)
        {
            epoch = session.Epoch;
            presence.Heard(session.ConnectedAt);
        }
        var found = await finder.FindAsync(session);
        if (found.Link is { } alive)
            await TakeBackAsync(alive);
        return found;
    }

    /// <summary>Takes a living socket back: epoch and journal stay as they are.</summary>
    private async Task TakeBackAsync(ReattachRequest alive)
    {
        await TakeAsync(Link(alive));
        await OnlineAsync();
        LogFound(Id, alive.Epoch);
    }
}
