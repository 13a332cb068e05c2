using MzPanel.Simulation.Tests.Engine;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>
/// One activation with the turns of Orleans: a call waits while another is in progress, unless it may interleave; nothing is
/// called before it is awake, and it goes to sleep between calls.
/// </summary>
internal sealed partial class Activation
{
    private readonly List<Call> waiting = [];
    private readonly List<ISimState> states = [];
    private readonly SimSilo silo;
    private readonly Lane lane;
    private Call? blocking;
    private int running;
    private bool awake;

    public Activation(SimSilo silo, GrainId id, Carried? carried)
    {
        (this.silo, GrainId) = (silo, id);
        lane = new Lane(silo);
        Grain = silo.Make(this, states);
        lane.Run(() => WakeAsync(carried));
    }

    public Grain Grain { get; }

    public SimSilo Silo => silo;

    /// <summary>It takes no more calls.</summary>
    public bool Leaving { get; private set; }

    /// <summary>It is no more.</summary>
    public bool Gone { get; private set; }

    /// <summary>Where it wants to go on, if it moves.</summary>
    public SimSilo? MovesTo { get; private set; }

    public void Take(Call call)
    {
        waiting.Add(call);
        lane.Post(Pump);
    }

    /// <summary>Goes to sleep as soon as nothing is in progress.</summary>
    public void Leave(SimSilo? to = null)
    {
        if (Leaving)
            return;
        (Leaving, MovesTo) = (true, to);
        lane.Post(Pump);
    }

    private async Task WakeAsync(Carried? carried)
    {
        try
        {
            foreach (var state in states)
                await state.ReadStateAsync();
            if (carried is not null && Grain is IGrainMigrationParticipant participant)
                participant.OnRehydrate(carried);
            await Grain.OnActivateAsync(CancellationToken.None);
            awake = true;
        }
        catch (Exception e)
        {
            EndWith(e);
            return;
        }
        Pump();
    }

    private void Pump()
    {
        if (!awake || Gone)
            return;
        for (var i = 0; i < waiting.Count && !Leaving;)
        {
            if (blocking is not null && !waiting[i].Interleaves)
            {
                i++;
                continue;
            }
            var call = waiting[i];
            waiting.RemoveAt(i);
            if (!call.IsExpired)
                Start(call);
        }
        if (Leaving && running == 0)
            lane.Run(SleepAsync);
    }

    private void Start(Call call)
    {
        running++;
        if (!call.Interleaves)
            blocking = call;
        Task? work = null;
        ExecutionContext.Run(call.Context, _ => work = WorkAsync(call), null);
        _ = work;
    }

    private async Task WorkAsync(Call call)
    {
        Response response;
        try
        {
            response = await call.InvokeAsync(this);
        }
        catch (Exception e)
        {
            response = Response.FromException(e);
        }
        running--;
        if (blocking == call)
            blocking = null;
        // What Orleans does with an activation whose stored state another one has changed.
        if (response.Exception is InconsistentStateException)
            Leave();
        silo.Cluster.Reply(silo, call, response);
        Pump();
    }

    private async Task SleepAsync()
    {
        if (Gone)
            return;
        Gone = true;
        var carried = new Carried();
        if (MovesTo is not null && Grain is IGrainMigrationParticipant participant)
            participant.OnDehydrate(carried);
        await Grain.OnDeactivateAsync(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "simulated"), CancellationToken.None);
        End(MovesTo is null ? null : carried);
    }

    private void EndWith(Exception fault)
    {
        Gone = true;
        foreach (var call in waiting)
            silo.Cluster.Reply(silo, call, Response.FromException(fault));
        waiting.Clear();
        silo.Cluster.Left(this, null);
    }

    private void End(Carried? carried)
    {
        (Grain as IDisposable)?.Dispose();
        silo.Cluster.Left(this, carried);
        foreach (var call in waiting)
            silo.Cluster.Route(call);
        waiting.Clear();
    }
}
