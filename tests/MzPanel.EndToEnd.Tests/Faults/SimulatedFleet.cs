using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Many simulated agents in this process, each a server of its own.</summary>
internal sealed class SimulatedFleet : IAsyncDisposable
{
    private const int AtOnce = 8;
    private readonly SimulatedAgent[] agents;

    private SimulatedFleet(SimulatedAgent[] agents) => this.agents = agents;

    public IReadOnlyList<SimulatedAgent> Agents => agents;

    /// <summary>Registers the agents, starts them, and waits until each was welcomed.</summary>
    public static async Task<SimulatedFleet> StartAsync(Owner owner, int count, SiloRing silos, ExecutionLedger ledger, int seed)
    {
        var agents = new SimulatedAgent[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var (serverId, install) = await owner.ServerAsync($"sim-{number}");
            agents[number] = new SimulatedAgent(serverId, await owner.RegisterAsync(install), silos, ledger, new Random(seed + number));
        });
        foreach (var agent in agents)
            agent.Begin();
        await Task.WhenAll(agents.Select(a => a.FirstWelcome)).WaitAsync(TimeSpan.FromSeconds(60));
        return new SimulatedFleet(agents);
    }

    /// <summary>Every line breaks.</summary>
    public void CutAll()
    {
        foreach (var agent in agents)
            agent.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(agents.Select(a => a.DisposeAsync().AsTask()));
    }
}
