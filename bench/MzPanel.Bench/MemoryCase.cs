namespace MzPanel.Bench;

/// <summary>Resident memory of the silo per connected idle agent, grain included: the difference 1,000 agents make.</summary>
internal static class MemoryCase
{
    private const int First = 100;
    private const int Agents = 1000;

    public static async Task RunAsync()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var panel = await Panel.OfAsync(silo);
        // Registered before anything is measured: the rows of a server are no memory of its connection.
        var tokens = new List<string>();
        for (var i = 0; i < First + Agents; i++)
            tokens.Add(await panel.RegisterAsync((await panel.ServerAsync($"idle-{i}")).Token, "idle"));
        var agents = new List<SimAgent>();
        // The first hundred pay for code and pools that all share.
        await ConnectAsync(silo, agents, tokens[..First]);
        var before = await SettledAsync(silo);
        await ConnectAsync(silo, agents, tokens[First..]);
        var after = await SettledAsync(silo);
        Console.WriteLine($"per idle agent: {(after - before) / 1024.0 / Agents:0.0} KiB (n = {Agents}; {before / 1048576} MiB before, {after / 1048576} MiB after; goal ≤ 20 KB)");
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    private static async Task ConnectAsync(SiloProcess silo, List<SimAgent> agents, List<string> tokens)
    {
        foreach (var token in tokens)
            agents.Add(await SimAgent.ConnectAsync(silo.Address, token));
    }

    /// <summary>The smallest of ten looks over 20 s: what the collector leaves behind is not the agents'.</summary>
    private static async Task<long> SettledAsync(SiloProcess silo)
    {
        var least = long.MaxValue;
        for (var look = 0; look < 10; look++)
        {
            await Task.Delay(2000);
            least = Math.Min(least, silo.Rss);
        }
        return least;
    }
}
