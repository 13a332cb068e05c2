using System.Net;
using System.Reflection;
using MzPanel.Grains.Servers;
using MzPanel.Simulation.Tests.Engine;
using MzPanel.Simulation.Tests.Links;
using MzPanel.Simulation.Tests.Storage;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>One silo: its activations, its sockets, its way to the records, and its clock.</summary>
internal sealed class SimSilo : Node
{
    private static readonly Action<IGrainContext?> SetContext = FindSetContext();
    private readonly Dictionary<GrainId, Activation> activations = [];

    public SimSilo(World world, int number) : base(world.Loop, "silo" + number)
    {
        (World, Cluster) = (world, world.Cluster);
        Address = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + number), number);
        Store = new SimStore(world, this);
        Services = new SiloServices(this);
        Gateway = new SimGateway(this);
        Services.Add<ILinkSource>(Gateway);
        Services.Get<LocalLinks>().Forgotten += Gateway.Wake;
    }

    public World World { get; }

    public SimCluster Cluster { get; }

    public SiloAddress Address { get; }

    public SimStore Store { get; }

    public SiloServices Services { get; }

    public SimGateway Gateway { get; }

    /// <summary>The others take it for dead.</summary>
    public bool Evicted { get; set; }

    /// <summary>Whether it takes connections and requests.</summary>
    public bool Serves => !Dead && !Frozen && !Evicted;

    public IEnumerable<Activation> Activations => activations.Values;

    public Activation? Find(GrainId id) => activations.TryGetValue(id, out var found) && !found.Gone ? found : null;

    public Activation Activate(GrainId id, Carried? carried) => activations[id] = new Activation(this, id, carried);

    public void Forget(Activation activation)
    {
        if (activations.GetValueOrDefault(activation.GrainId) == activation)
            activations.Remove(activation.GrainId);
    }

    /// <summary>Something that runs on this silo beside its grains.</summary>
    public Lane NewLane() => new(this);

    /// <summary>Makes the grain as Orleans does: the base class finds its context where the runtime left it.</summary>
    public Grain Make(Activation activation, List<ISimState> states)
    {
        SetContext(activation);
        try
        {
            return Services.MakeGrain(activation.GrainId, states);
        }
        finally
        {
            SetContext(null);
        }
    }

    private static Action<IGrainContext?> FindSetContext()
    {
        var set = typeof(Grain).Assembly.GetType("Orleans.Runtime.RuntimeContext")!
            .GetMethod("SetExecutionContext", BindingFlags.NonPublic | BindingFlags.Static)!;
        return context => set.Invoke(null, [context, null]);
    }
}
