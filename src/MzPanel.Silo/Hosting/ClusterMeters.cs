using System.Diagnostics.Metrics;
using MzPanel.Data;

namespace MzPanel.Silo.Hosting;

/// <summary>The cluster as this silo sees it: who is there, and who was declared dead without having said goodbye.</summary>
internal sealed class ClusterMeters(IMeterFactory factory, ISiloStatusOracle silos) : IHostedService, ISiloStatusListener
{
    private readonly HashSet<SiloAddress> leaving = [];
    private readonly Lock gate = new();
    private Counter<long>? evictions;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = factory.Create(PanelMeter.Name);
        evictions = meter.CreateCounter<long>("mzpanel.cluster.evictions", "{silo}", "Silos declared dead that had not begun to stop");
        meter.CreateObservableGauge("mzpanel.cluster.silos", () => silos.GetApproximateSiloStatuses(onlyActive: true).Count, "{silo}", "Silos that serve");
        silos.SubscribeToSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        lock (gate)
            if (status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
                leaving.Add(updatedSilo);
            else if (status == SiloStatus.Dead && !leaving.Remove(updatedSilo))
                evictions!.Add(1);
    }
}
