using System.Net;
using MzPanel.Data;
using MzPanel.Grains.Jobs;
using Orleans.Configuration;
using Orleans.Versions.Compatibility;
using Orleans.Versions.Selector;

namespace MzPanel.Silo.Hosting;

/// <summary>Orleans as this silo runs it: where it listens, who its neighbours are, where grain state lies, how live news travels.</summary>
internal static class Clustering
{
    // Polled often, because a line on a screen waits for it; by few queues, because in a cluster each is polled while nobody watches too.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private const int Queues = 2;

    // Where grains of other silos stand: more than a silo asks of at once. Room for all of them is taken when it starts (18 MB for the usual million).
    private const int KnownPlaces = 100_000;

    public static void AddSilo(this WebApplicationBuilder builder, ClusterSettings cluster, Database records, Action<ISiloBuilder>? variation) =>
        builder.UseOrleans(silo =>
        {
            var port = cluster.SiloPort == 0 ? Ports.Free() : cluster.SiloPort;
            if (records.Postgres is { } source)
                silo.UsePostgres(source);
            else
                silo.UseSqlite(port);
            silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (cluster.ServiceId, cluster.ClusterId));
            silo.ConfigureEndpoints(IPAddress.Parse(cluster.Address), port, gatewayPort: 0);
            silo.AddPersistentStreams(JobNews.Provider, PromptQueues.Create, streams =>
            {
                streams.Configure<HashRingStreamQueueMapperOptions>(queues => queues.Configure(o => o.TotalQueueCount = Queues));
                streams.ConfigurePullingAgent(agent => agent.Configure(o => o.GetQueueMsgsTimerPeriod = Poll));
            });
            silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = KnownPlaces);
            silo.NoticeDeadSilos();
            // A rolling upgrade: a newer silo may serve older callers, and a grain stands wherever it is understood.
            silo.Configure<GrainVersioningOptions>(options => (options.DefaultCompatibilityStrategy, options.DefaultVersionSelectorStrategy) =
                (nameof(BackwardCompatible), nameof(AllCompatibleVersions)));
            silo.AddOutgoingGrainCallFilter<RepeatedCalls>();
            variation?.Invoke(silo);
        });
}
