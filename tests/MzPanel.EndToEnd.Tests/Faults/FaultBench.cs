using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Silos on a PostgreSQL of their own, agents, a client, and everything that is needed to judge them.</summary>
internal sealed class FaultBench : IAsyncDisposable
{
    private readonly TempDirectory directory = new();
    private readonly TcpBalancer balancer;
    private readonly SiloCluster cluster;
    private readonly int seed;
    private Owner owner = null!;

    private FaultBench(int seed)
    {
        this.seed = seed;
        balancer = new TcpBalancer(Ring);
        cluster = new SiloCluster($"--Agents:ConnectUrl={balancer.Address}");
    }

    public required PgServer Postgres { get; init; }

    /// <summary>The addresses that clients and agents use in turn.</summary>
    public SiloRing Ring { get; } = new();

    public RoundRobinClient Client { get; private set; } = null!;

    public ExecutionLedger Ledger { get; private set; } = null!;

    public AcceptedJobs Accepted { get; } = new();

    public SimulatedFleet Fleet { get; private set; } = null!;

    public IReadOnlyList<SiloProcess> Silos => cluster.Silos;

    /// <summary>Connection string of their database.</summary>
    public string Database => cluster.Database;

    private FlowProbe Probe => new(Client, Fleet, Accepted, Ledger);

    public static async Task<FaultBench> StartAsync(int silos, int agents, int seed)
    {
        var bench = new FaultBench(seed) { Postgres = await PgServer.StartAsync() };
        try
        {
            await bench.BuildAsync(silos, agents);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public async Task AddAgentsAsync(int count, SiloRing ring) => Fleet = await SimulatedFleet.StartAsync(owner, count, ring, Ledger, seed);

    /// <summary>Real agents beside the simulated ones, with jobs of their own.</summary>
    public Task<RealAgents> AddRealAgentsAsync(int count) => RealAgents.StartAsync(count, owner, Client);

    /// <summary>Jobs at a steady rate until the returned load is disposed.</summary>
    public JobLoad Load(double perSecond)
    {
        var load = new JobLoad(Client, Fleet, Accepted, perSecond);
        load.Begin();
        return load;
    }

    /// <summary>Seconds from a fault until each agent's jobs flow again.</summary>
    public Task<double[]> FlowAsync(long fault) => Probe.MeasureAsync(fault);

    /// <summary>Seconds from a fault until a job for this agent was accepted.</summary>
    public Task<double> AcceptedAsync(SimulatedAgent agent, long fault) => Probe.AcceptedAsync(agent, fault);

    /// <summary>Asserts everything that is promised about the jobs accepted so far.</summary>
    public async Task AssertPromisesAsync()
    {
        var problems = await new Verdict(Client, Ledger, cluster.Database).ProblemsAsync(Accepted);
        Assert.True(problems.Count == 0, $"seed {seed}, {Accepted.Count} jobs, {problems.Count} problems:\n{string.Join('\n', problems.Take(20))}");
    }

    public async ValueTask DisposeAsync()
    {
        // First: whatever fails after it, no process is left behind.
        await cluster.DisposeAsync();
        if (Fleet is not null)
            await Fleet.DisposeAsync();
        Ledger?.Dispose();
        Client?.Dispose();
        owner?.Dispose();
        await balancer.DisposeAsync();
        await Postgres.DisposeAsync();
        directory.Dispose();
    }

    private async Task BuildAsync(int silos, int agents)
    {
        await cluster.StartAsync(silos, Postgres);
        Ring.Become(Silos.Select(s => s.Address));
        owner = await cluster.SetUpAsync();
        Client = new RoundRobinClient(Ring, owner);
        Ledger = new ExecutionLedger(Path.Combine(directory.Path, "ledger"));
        if (agents == 0)
            return;
        await AddAgentsAsync(agents, Ring);
        // Every link has carried a job before the first fault.
        await FlowAsync(TimeProvider.System.GetTimestamp());
    }
}
