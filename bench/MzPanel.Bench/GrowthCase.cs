using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// The same costs at 100, 1,000 and 10,000 agents on one, two and three silos: a heartbeat, an agent's memory, a job's way to its agent,
/// and the loss of a silo until each of its agents is welcomed again (of the only one, until it has started again and they are).
/// </summary>
internal static class GrowthCase
{
    private const int Jobs = 200;
    private const int BeatsPerMinute = 2;
    private static readonly int[] Sizes = [100, 1_000, 10_000];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Postgres postgres, Report report, string picture)
    {
        var points = new List<GrowthPoint>();
        for (var silos = 1; silos <= 3; silos++)
            await GrowAsync(postgres, silos, (cost, agents, value) =>
            {
                points.Add(new GrowthPoint(cost, silos == 1 ? "1 silo" : $"{silos} silos", agents, value));
                report.Less($"{cost}; {silos} silo(s), {agents} agents", value, cost.Split(", ")[^1]);
            });
        GrowthChart.Draw(points, picture);
    }

    private static async Task GrowAsync(Postgres postgres, int silos, Action<string, int, double> tell)
    {
        await using var cluster = await Cluster.StartAsync(postgres, silos);
        using var panel = await Panel.OfAsync(cluster.Silos[0]);
        var servers = new List<CrowdServer>();
        await Task.Delay(Settled);
        var (idle, rss) = (await CoresAsync(cluster), Rss(cluster));
        foreach (var agents in Sizes)
        {
            servers.AddRange(await CrowdServer.RegisterAsync(panel, agents - servers.Count, $"grow{agents}"));
            await using var crowd = await Crowd.StartAsync(servers, cluster.Silos.Select(s => s.Address));
            if (!await crowd.AllWelcomedAsync(agents, 0, Limit))
                throw new TimeoutException("The crowd did not come in.");
            await Task.Delay(Settled);
            tell("heartbeat, us of the silos", agents, (await CoresAsync(cluster) - idle) * 60e6 / (agents * BeatsPerMinute));
            tell("memory an agent, KiB", agents, (Rss(cluster) - rss) / 1024.0 / agents);
            var way = await DispatchAsync([.. cluster.Silos.Select(panel.At)], servers, crowd);
            tell("POST to cmd p50, ms", agents, Figures.At(way, 0.5));
            tell("POST to cmd p99, ms", agents, Figures.At(way, 0.99));
            tell("loss of a silo to the last welcome, s", agents, await LoseAsync(cluster, crowd));
            Console.WriteLine($"{silos} silo(s), {agents} agents: done");
        }
    }

    /// <summary>Milliseconds from the <c>POST</c> at one silo after the other to the <c>cmd</c> at agents all over the fleet, in order.</summary>
    private static async Task<List<double>> DispatchAsync(IReadOnlyList<Panel> doors, List<CrowdServer> servers, Crowd crowd)
    {
        var took = new List<double>();
        for (var job = 0; job < Jobs; job++)
        {
            var start = Stopwatch.GetTimestamp();
            await doors[job % doors.Count].JobAsync(servers[job * 37 % servers.Count].Id, "system.info", new { });
            while (crowd.Count('j', start) == 0)
                await Task.Delay(1).WaitAsync(Limit);
            took.Add(1000 * crowd.AskedSince(start)[0]);
        }
        foreach (var door in doors)
            door.Dispose();
        return [.. took.Order()];
    }

    /// <summary>Seconds until each agent that lost its link has another.</summary>
    private static async Task<double> LoseAsync(Cluster cluster, Crowd crowd)
    {
        var lost = Stopwatch.GetTimestamp();
        await cluster.LoseOneAsync();
        var again = cluster.Silos.Count == 0 ? cluster.StartLostAsync() : null;
        await Task.Delay(Noticed);
        double? back;
        while ((back = crowd.AllBackSince(lost)) is null)
        {
            if (Stopwatch.GetElapsedTime(lost) > Limit)
                throw new TimeoutException("Not all came back.");
            await Task.Delay(Noticed / 10);
        }
        await (again ?? cluster.StartLostAsync());
        return back.Value;
    }

    private static long Rss(Cluster cluster) => cluster.Silos.Sum(silo => silo.Rss);

    /// <summary>Cores that the silos use.</summary>
    private static async Task<double> CoresAsync(Cluster cluster)
    {
        var (start, spent) = (Stopwatch.GetTimestamp(), cluster.SiloTime);
        await Task.Delay(Span);
        return (cluster.SiloTime - spent) / Stopwatch.GetElapsedTime(start);
    }
}
