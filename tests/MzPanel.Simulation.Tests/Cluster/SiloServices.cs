using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Data;
using MzPanel.Data.GrainStates;
using MzPanel.Grains;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Simulation.Tests.Storage;
using Orleans.Timers;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>
/// The services of one silo. What is not named here is made from its constructor, once per silo, so that a grain may ask for
/// more tomorrow.
/// </summary>
internal sealed class SiloServices : IServiceProvider
{
    private readonly Dictionary<Type, object> known = [];
    private readonly SimSilo silo;

    public SiloServices(SimSilo silo)
    {
        this.silo = silo;
        var runtime = new SimRuntime(silo, this);
        Add<IGrainRuntime>(runtime);
        Add<ITimerRegistry>(runtime);
        Add<IGrainFactory>(silo.Cluster.Factory);
        Add<ILocalSiloDetails>(new SimSiloDetails(silo));
        Add<TimeProvider>(silo.Clock);
        var membership = new SimMembership(silo);
        Add<ISiloStatusOracle>(membership);
        Add<IRemoteLinks>(membership);
        Add(new Database(silo.Store, new Pulses(silo.Clock), silo.Clock));
        Add(Installation.Shared.Master);
        Add(Installation.Shared.Keys);
        Add(silo.World.Options);
        Add(new Jitter(silo.Loop.Dice.Fork()));
        Add<ShowJob>(job => job.Status);
        Add<IMeterFactory>(NoMeters.Instance);
    }

    public void Add<T>(T service) where T : notnull => known[typeof(T)] = service;

    public T Get<T>() => (T)GetService(typeof(T));

    public object GetService(Type serviceType)
    {
        if (!known.TryGetValue(serviceType, out var found))
            known[serviceType] = found = serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>)
                ? Activator.CreateInstance(typeof(NullLogger<>).MakeGenericType(serviceType.GenericTypeArguments))!
                : Make(serviceType, p => GetService(p.ParameterType));
        return found;
    }

    /// <summary>Makes a grain, and gives out the states it keeps.</summary>
    public Grain MakeGrain(GrainId id, List<ISimState> states) => (Grain)Make(References.ClassOf(id), parameter =>
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } kept)
            return GetService(parameter.ParameterType);
        var type = typeof(SimState<>).MakeGenericType(parameter.ParameterType.GenericTypeArguments);
        states.Add((ISimState)Activator.CreateInstance(type, kept.StateName, id, Get<GrainStateRecords>())!);
        return states[^1];
    });

    private static object Make(Type type, Func<ParameterInfo, object> argument)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .MaxBy(c => c.GetParameters().Length) ?? throw new NotSupportedException($"The simulation has no {type}.");
        return constructor.Invoke([.. constructor.GetParameters().Select(argument)]);
    }
}
