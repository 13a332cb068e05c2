using MzPanel.Data;
using MzPanel.Grains.Refusals;
using MzPanel.Simulation.Tests.Engine;
using Orleans.CodeGeneration;
using Orleans.Runtime.Placement;
using Orleans.Serialization.Invocation;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>
/// Silos with an eventually consistent directory: a call goes to the activation on the caller's own silo, else to the one the
/// directory knows, else a new one is made beside the caller (PreferLocalPlacement).
/// </summary>
internal sealed class SimCluster
{
    private const long ResponseTimeoutMs = 30_000;
    private const long MostNetworkMs = 4;
    private readonly SimLoop loop;
    private readonly Dictionary<GrainId, Activation> directory = [];
    private readonly List<Call> abroad = [];

    public SimCluster(SimLoop loop)
    {
        this.loop = loop;
        References = new References(this);
        Factory = new SimGrainFactory(References);
    }

    public References References { get; }

    public SimGrainFactory Factory { get; }

    public List<SimSilo> Silos { get; } = [];

    /// <summary>A planted defect may answer a call instead of its grain, or change it.</summary>
    public Func<GrainId, IInvokable, Response?> Meddle { get; set; } = (_, _) => null;

    public IEnumerable<Activation> Activations => Silos.Where(s => !s.Dead).SelectMany(s => s.Activations);

    public Task<Response> CallAsync(GrainId target, IInvokable request, InvokeMethodOptions options)
    {
        var from = (SimSilo)Lane.Running!.Node;
        if (Meddle(target, request) is { } answer)
            return Task.FromResult(answer);
        var call = Call.Of(target, from, request, options);
        if (options.HasFlag(InvokeMethodOptions.OneWay))
        {
            Route(call);
            return Task.FromResult(Response.Completed);
        }
        call.LimitTo((long?)request.GetDefaultResponseTimeout()?.TotalMilliseconds ?? ResponseTimeoutMs);
        Route(call);
        return call.Reply;
    }

    public void Route(Call call)
    {
        if (call.From.Find(call.Target) is { } here)
            here.Take(call);
        else if (directory.TryGetValue(call.Target, out var known) && !known.Gone && !known.Silo.Evicted)
            Send(call, known);
        else
            Place(call.Target, call.From).Take(call);
    }

    /// <summary>Makes an activation on a silo where it has none, whether or not there is one elsewhere.</summary>
    public Activation Place(GrainId id, SimSilo on, Carried? carried = null) => directory[id] = on.Find(id) ?? on.Activate(id, carried);

    /// <summary>What callers are prepared for; anything else is a mistake of the program.</summary>
    public static bool IsExpected(Exception fault) => fault is StorageException or PanelException or OrleansException or TimeoutException;

    /// <summary>The directory finds two where one should be: one of them goes, the other is the one.</summary>
    public void Resolve(Activation one, Activation other)
    {
        var (stays, leaves) = loop.Dice.Chance(0.5) ? (one, other) : (other, one);
        leaves.Leave();
        if (!stays.Gone && !stays.Silo.Evicted)
            directory[stays.GrainId] = stays;
    }

    public void Reply(SimSilo from, Call call, Response response)
    {
        if (response.Exception is { } fault && !IsExpected(fault))
            loop.Fault(fault);
        abroad.Remove(call);
        if (from == call.From)
            call.Answer(response);
        else
            loop.After(loop.Dice.Between(0, MostNetworkMs), () => call.Answer(response));
    }

    public void Left(Activation activation, Carried? carried)
    {
        activation.Silo.Forget(activation);
        if (directory.GetValueOrDefault(activation.GrainId) == activation)
            directory.Remove(activation.GrainId);
        if (carried is not null && activation.MovesTo is { Dead: false, Frozen: false } to && !directory.ContainsKey(activation.GrainId))
            Place(activation.GrainId, to, carried);
    }

    /// <summary>The others have noticed that a silo is dead, or believe so.</summary>
    public void Evict(SimSilo silo)
    {
        silo.Evicted = true;
        foreach (var gone in directory.Where(e => e.Value.Silo == silo).Select(e => e.Key).ToList())
            directory.Remove(gone);
        foreach (var call in abroad.Where(c => c.SentTo == silo).ToList())
            Lose(call);
    }

    public SimSilo? Hinted(Dictionary<string, object>? context) =>
        context?.GetValueOrDefault(IPlacementDirector.PlacementHintKey) is SiloAddress address ? Silos.FirstOrDefault(s => s.Address.Equals(address)) : null;

    private void Send(Call call, Activation to)
    {
        call.SentTo = to.Silo;
        abroad.Add(call);
        loop.After(loop.Dice.Between(0, MostNetworkMs), () =>
        {
            if (to.Silo.Dead)
                Lose(call);
            else if (to.Gone)
                Route(call);
            else
                to.Take(call);
        });
    }

    private void Lose(Call call)
    {
        abroad.Remove(call);
        call.Answer(Response.FromException(new SiloUnavailableException($"The silo that had {call.Target} is gone.")));
    }
}
