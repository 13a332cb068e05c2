using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Data;
using MzPanel.Data.Agents;
using MzPanel.Data.Enrollment;
using MzPanel.Data.Events;
using MzPanel.Data.Jobs;
using MzPanel.Data.License;
using MzPanel.Data.Logs;
using MzPanel.Data.Metrics;
using MzPanel.Data.Servers;
using MzPanel.Grains.Agents;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.License;
using MzPanel.Grains.Servers;
using MzPanel.Testing;
using Orleans.TestingHost;

namespace MzPanel.Grains.Tests.Cluster;

/// <summary>One silo with real grains on real records (SQLite), a fake clock, and a gateway the test reads.</summary>
internal sealed class GrainSilo : IAsyncDisposable
{
    private readonly TestRecords records;
    private readonly InProcessTestCluster cluster;
    private readonly MasterKey master;

    private GrainSilo(TestRecords records, InProcessTestCluster cluster, MasterKey master, FakeTimeProvider time, RecordingGateway gateway)
    {
        (this.records, this.cluster, this.master, Time, Gateway) = (records, cluster, master, time, gateway);
        GatewayReference = Grains.CreateObjectReference<IAgentGateway>(gateway);
    }

    public FakeTimeProvider Time { get; }

    public RecordingGateway Gateway { get; }

    public IAgentGateway GatewayReference { get; }

    public Database Database => records.Database;

    public IGrainFactory Grains => cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();

    public SiloAddress Address => cluster.Silos[0].SiloAddress;

    public JobRecords Jobs => new(Database);

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public T Service<T>() where T : notnull => cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    public static async Task<GrainSilo> StartAsync(Action<DeliveryOptions>? configure = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var records = await TestRecords.SqliteAsync(time);
        var master = await MasterKey.LoadAsync(Path.Combine(records.Options.DataDirectory, "master.key"), records.Database);
        var keys = await KeyRing.LoadAsync(new SigningKeyRecords(records.Database), master, time);
        var gateway = new RecordingGateway();
        var options = new DeliveryOptions();
        configure?.Invoke(options);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage("PubSubStore").AddMemoryStreams(JobNews.Provider);
            Add(silo.Services, records.Database, master, keys, options, time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new GrainSilo(records, cluster, master, time, gateway);
    }

    /// <summary>A server in a workspace of its own.</summary>
    public Task<ServerRow> ServerAsync() => new Seed(Database).ServerAsync();

    public IServerGrain Server(string id) => Grains.GetGrain<IServerGrain>(id);

    /// <summary>Sockets that a grain finds when it looks for one.</summary>
    public ConcurrentDictionary<string, ReattachRequest> Links => ((KnownLinks)Service<ILinkSource>()).Links;

    /// <summary>Ends an activation, as idle collection or a directory failure does.</summary>
    public Task DeactivateAsync(IAddressable grain) => cluster.DeactivateAsync(grain);

    public async ValueTask DisposeAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
        master.Dispose();
        await records.DisposeAsync();
    }

    private static void Add(IServiceCollection services, Database database, MasterKey master, KeyRing keys, DeliveryOptions options, TimeProvider time)
    {
        services.AddSingleton(time).AddSingleton(database).AddSingleton(master).AddSingleton(keys).AddSingleton(options);
        services.AddSingleton(new Jitter(new Random(1))).AddSingleton<ILinkSource, KnownLinks>().AddSingleton<ShowJob>(job => job.Status);
        services.AddSingleton<JobRecords>().AddSingleton<LogRecords>().AddSingleton<ServerRecords>().AddSingleton<SessionRecords>();
        services.AddSingleton<EventRecords>().AddSingleton<CredentialRecords>().AddSingleton<MetricsRecords>();
        services.AddPanelGrains();
    }

    private sealed class KnownLinks : ILinkSource
    {
        public ConcurrentDictionary<string, ReattachRequest> Links { get; } = new();

        public ReattachRequest? Find(string serverId) => Links.GetValueOrDefault(serverId);

        public bool TrySend(string connectionId, byte[] frame) => false;
    }
}
