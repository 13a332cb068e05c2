using Orleans.Core;
using Orleans.Timers;

namespace MzPanel.Simulation.Tests.Cluster;

/// <summary>What grains ask of Orleans beside calls.</summary>
internal sealed class SimRuntime(SimSilo silo, IServiceProvider services) : IGrainRuntime, ITimerRegistry
{
    public string SiloIdentity => silo.Name;

    public SiloAddress SiloAddress => silo.Address;

    public IGrainFactory GrainFactory => silo.Cluster.Factory;

    public ITimerRegistry TimerRegistry => this;

    public IServiceProvider ServiceProvider => services;

    public TimeProvider TimeProvider => silo.Clock;

    public void DeactivateOnIdle(IGrainContext grainContext) => ((Activation)grainContext).Leave();

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => throw new NotSupportedException();

    public IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) => throw new NotSupportedException();

    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException();

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new SimTimer((Activation)grainContext, ct => callback(state, ct), options.Interleave);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }
}
