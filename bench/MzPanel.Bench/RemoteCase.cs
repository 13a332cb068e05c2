using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Processor time of two silos together per heartbeat that comes in at the first: from agents whose grain woke up there, and from
/// agents whose grain woke up on the second before they came. In turns, and less what both use when nobody says anything.
/// </summary>
internal static class RemoteCase
{
    private const int Agents = 100;
    private const int Rounds = 7;
    private const int BeatsEach = 250;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(Postgres postgres, Report report)
    {
        await using var cluster = await Cluster.StartAsync(postgres, 2);
        using var panel = await Panel.OfAsync(cluster.Silos[0]);
        using var other = panel.At(cluster.Silos[1]);
        var (local, localMs) = await ComeAsync(cluster, panel, panel, "local");
        var (moved, movedMs) = await ComeAsync(cluster, panel, other, "moved");
        Console.WriteLine($"an agent's first job and arrival: {localMs:0.0} ms of processor time of both silos where all is on one, {movedMs:0.0} ms where its grain comes from the other");
        await BeatAsync(local);
        await BeatAsync(moved);
        var (here, there) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var idle = await MeasureAsync(cluster, () => Task.Delay(Pause * BeatsEach));
            here.Add((await MeasureAsync(cluster, () => BeatAsync(local)) - idle) / (Agents * BeatsEach));
            there.Add((await MeasureAsync(cluster, () => BeatAsync(moved)) - idle) / (Agents * BeatsEach));
        }
        var (floor, _) = Figures.Print("a heartbeat, grain woken beside the socket", "us", here);
        var (p50, _) = Figures.Print("a heartbeat, grain woken on the other silo", "us", there);
        Console.WriteLine($"ratio of the medians: {p50 / floor:0.00} (goal ≤ 1.2)");
        report.Less("a heartbeat, grain woken on the other silo, to one beside the socket", p50, "us", floor);
        foreach (var agent in local.Concat(moved))
            await agent.DisposeAsync();
    }

    /// <summary>The grains wake up where their servers' first jobs are asked for; then the agents come to the first silo.</summary>
    private static async Task<(List<QuickAgent> Agents, double Ms)> ComeAsync(Cluster cluster, Panel panel, Panel waking, string name)
    {
        var servers = new List<(string Id, string Token)>();
        for (var i = 0; i < Agents; i++)
        {
            var (id, install) = await panel.ServerAsync($"{name}-{i}");
            servers.Add((id, await panel.RegisterAsync(install, name)));
        }
        var agents = new List<QuickAgent>();
        var took = await MeasureAsync(cluster, async () =>
        {
            foreach (var (id, token) in servers)
            {
                await waking.JobAsync(id, "system.info", new { });
                agents.Add(await QuickAgent.ConnectAsync(cluster.Silos[0], id, token));
            }
        });
        return (agents, took / 1000 / Agents);
    }

    private static async Task BeatAsync(List<QuickAgent> agents)
    {
        using var timer = new PeriodicTimer(Pause);
        for (var beat = 0; beat < BeatsEach; beat++)
        {
            foreach (var agent in agents)
                await agent.BeatAsync(HeartbeatCase.Payload);
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Microseconds of processor time.</summary>
    private static async Task<double> MeasureAsync(Cluster cluster, Func<Task> work)
    {
        var before = cluster.SiloTime;
        await work();
        return (cluster.SiloTime - before).TotalMicroseconds;
    }
}
