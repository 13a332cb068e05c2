using System.Net;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Servers;
using MzPanel.Silo.Hosting;
using MzPanel.Testing;
using Orleans.Core.Internal;

namespace MzPanel.Silo.Tests.Hosting;

/// <summary>Whole silos in this process, one cluster on one PostgreSQL; their owner may ask any of them.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private readonly TestRecords records;
    private readonly string clusterId = Guid.NewGuid().ToString("N");
    private readonly SiloVariation? variation;
    private readonly string[] settings;
    private readonly List<WholeSilo> silos = [];

    private Nodes(TestRecords records, SiloVariation? variation, string[] settings) =>
        (this.records, this.variation, this.settings) = (records, variation, settings);

    public WholeSilo this[int index] => silos[index];

    public static Task<Nodes> StartAsync(int count, params string[] settings) => StartAsync(count, null, settings);

    /// <param name="count">How many.</param>
    /// <param name="variation">What each does otherwise.</param>
    /// <param name="settings">Of each, as on the command line.</param>
    public static async Task<Nodes> StartAsync(int count, SiloVariation? variation, params string[] settings)
    {
        var nodes = new Nodes(await TestRecords.PostgresAsync(), variation, settings);
        for (var i = 0; i < count; i++)
            await nodes.AddAsync();
        await nodes[0].SetUpAsync();
        foreach (var other in nodes.silos.Skip(1))
            other.SignInAs(nodes[0]);
        return nodes;
    }

    /// <summary>Asks a silo for a job; its id.</summary>
    public async Task<string> JobAsync(int silo, string serverId)
    {
        var asked = await silos[silo].AskAsync("POST", $"/v1/servers/{serverId}/jobs", new { kind = "system.info", args = new { } });
        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        return asked.Json.GetProperty("job").GetProperty("id").GetString()!;
    }

    /// <summary>What a silo tells of a job.</summary>
    public async Task<string> StatusAsync(int silo, string jobId) =>
        (await silos[silo].AskAsync("GET", $"/v1/jobs/{jobId}")).Json.GetProperty("status").GetString()!;

    /// <summary>The silo a grain lives on now, by its index; -1 where it lives nowhere.</summary>
    public async Task<int> HomeAsync(IAddressable grain)
    {
        var address = await silos[0].Service<IGrainFactory>().GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return silos.FindIndex(s => s.Service<ILocalSiloDetails>().SiloAddress.Equals(address));
    }

    public IServerGrain Server(string id) => silos[0].Service<IGrainFactory>().GetGrain<IServerGrain>(id);

    public IJobGrain Job(string id) => silos[0].Service<IGrainFactory>().GetGrain<IJobGrain>(id);

    /// <summary>Ends an activation, as a directory failure does.</summary>
    public static Task DeactivateAsync(IAddressable grain) => grain.Cast<IGrainManagementExtension>().DeactivateOnIdle().AsTask();

    /// <summary>Ends the last of them, as SIGTERM does.</summary>
    public async Task StopLastAsync()
    {
        await silos[^1].DisposeAsync();
        silos.RemoveAt(silos.Count - 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(silos))
            await silo.DisposeAsync();
        await records.DisposeAsync();
    }

    private async Task AddAsync() => silos.Add(await WholeSilo.StartAsync(variation ?? new SiloVariation { IsQuiet = true },
    [
        $"--Storage:Postgres={records.Options.Postgres}", $"--Keys:MasterKeyFile={records.Options.DataDirectory}/master.key", $"--Cluster:ClusterId={clusterId}", .. settings,
    ]));
}
