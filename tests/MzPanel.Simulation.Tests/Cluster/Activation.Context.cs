namespace MzPanel.Simulation.Tests.Cluster;

// What the Grain base class asks of the runtime.
internal sealed partial class Activation : IGrainContext
{
    public GrainId GrainId { get; }

    public GrainReference GrainReference => silo.Cluster.References.Of(GrainId);

    public object? GrainInstance => Grain;

    public ActivationId ActivationId { get; } = ActivationId.NewId();

    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = silo.Address };

    public IServiceProvider ActivationServices => silo.Services;

    public IGrainLifecycle ObservableLifecycle => throw new NotSupportedException();

    public IWorkItemScheduler Scheduler => throw new NotSupportedException();

    public Task Deactivated => throw new NotSupportedException();

    public object GetTarget() => Grain;

    public object? GetComponent(Type componentType) => componentType.IsInstanceOfType(Grain) ? Grain : silo.Services.GetService(componentType);

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class => throw new NotSupportedException();

    public void ReceiveMessage(object message) => throw new NotSupportedException();

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken) => Leave();

    public void Rehydrate(IRehydrationContext context) => throw new NotSupportedException();

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) =>
        Leave(silo.Cluster.Hinted(requestContext) ?? silo);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);
}
