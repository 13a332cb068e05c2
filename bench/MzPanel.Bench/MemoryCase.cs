using MzPanel.Bench.Beside;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>Resident memory per connected idle agent, grain included where there is one: the difference that 1,000 agents make.</summary>
internal static class MemoryCase
{
    private const int First = 100;
    private const int Agents = 1000;
    private const double BareGoal = 1.6;

    public static async Task RunAsync(Report report)
    {
        await using var sides = await Sides.StartAsync();
        var (each, agents) = (new Dictionary<Side, double>(), new List<SimAgent>());
        foreach (var side in sides.All)
        {
            // Registered before anything is measured: the rows of a server are no memory of its connection.
            var tokens = new List<string>();
            for (var i = 0; i < First + Agents; i++)
                tokens.Add(await side.TokenAsync($"idle-{i}"));
            // The first hundred pay for code and pools that all share.
            await ConnectAsync(side, agents, tokens[..First]);
            var before = await SettledAsync(side);
            await ConnectAsync(side, agents, tokens[First..]);
            var after = await SettledAsync(side);
            each[side] = (double)(after - before) / Agents;
            Console.WriteLine($"{side.Name}: {each[side] / 1024:0.0} KiB per idle agent (n = {Agents}; {before / 1048576} MiB before, {after / 1048576} MiB after)");
        }
        Console.WriteLine("goal: silo ≤ 20 KB");
        report.Less("resident per idle agent", each[sides.Silo], Figure.Bytes);
        foreach (var (side, goal) in sides.Floors(BareGoal, null))
        {
            Console.WriteLine($"silo {each[sides.Silo] / each[side]:0.00} times {side.Name}{(goal is null ? "" : $" (goal ≤ {goal})")}");
            // A ratio without a goal is for people: what a collector leaves about moves it too much to be compared.
            if (goal is not null)
                report.Less($"resident per idle agent, silo to {side.Name}", each[sides.Silo], Figure.Bytes, each[side]);
        }
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    private static async Task ConnectAsync(Side side, List<SimAgent> agents, List<string> tokens)
    {
        foreach (var token in tokens)
            agents.Add(await SimAgent.ConnectAsync(side.Server.Address, token));
    }

    /// <summary>The smallest of ten looks over 20 s: what the collector leaves behind is not the agents'. The floor collects everything first, the others as they please.</summary>
    private static async Task<long> SettledAsync(Side side)
    {
        await side.CollectAsync();
        var least = long.MaxValue;
        for (var look = 0; look < 10; look++)
        {
            await Task.Delay(2000);
            least = Math.Min(least, side.Server.Rss);
        }
        return least;
    }
}
