using System.Net;
using MzPanel.Data.GrainStates;
using MzPanel.Grains.Jobs;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace MzPanel.Silo.Hosting;

/// <summary>Orleans as this silo runs it: where it listens, where grain state lies, how live news travels.</summary>
internal static class Clustering
{
    // Polled often, because a line on a screen waits for it; by few queues, because each is polled while nobody watches too.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private const int Queues = 2;

    public static void AddSilo(this WebApplicationBuilder builder, ClusterSettings cluster, Action<ISiloBuilder>? membership) => builder.UseOrleans(silo =>
    {
        var port = cluster.SiloPort == 0 ? Ports.Free() : cluster.SiloPort;
        var address = IPAddress.Parse(cluster.Address);
        silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
        silo.ConfigureEndpoints(address, port, gatewayPort: 0);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(JobNews.Provider, streams =>
        {
            streams.ConfigurePartitioning(Queues);
            streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = Poll));
        });
        silo.Services.AddGrainStorage("Default", (services, _) => new RecordsGrainStorage(
            services.GetRequiredService<GrainStateRecords>(), new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>())));
        membership?.Invoke(silo);
    });
}
