using MzPanel.Bench.Beside;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Processor time a heartbeat of the silo and of what it is measured against, in turns: at the pace of 10,000 agents, at 5,000 a second, and
/// as fast as they are read. Once with all that the process does meanwhile, once without what it does idle with the same agents.
/// </summary>
internal static class HeartbeatCase
{
    private const int Agents = 300;
    private const int Rounds = 3;
    private const int Waves = 250;
    private const int WarmUps = 5;
    private const double BareGoal = 1.3;
    private const double NodeGoal = 0.9;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    // 506 bytes with its envelope, as the design measured.
    public const string Payload = """
        {"uptime_s":123456,"cpu_pct":12.5,"load":[0.31,0.42,0.5],"mem_total":8589934592,"mem_used":4294967296,"swap_total":1073741824,"swap_used":0,"disks":[{"mount":"/","total":107374182400,"used":53687091200},{"mount":"/var","total":107374182400,"used":1073741824}],"net":{"rx_bytes":123456789012,"tx_bytes":98765432109},"jobs":[]}
        """;

    private static readonly (string Name, Func<BeatingAgents, Task<Cost>> Run)[] Paces =
    [
        ("333/s", agents => agents.PacedAsync(333, TimeSpan.FromSeconds(8))),
        ("5,000/s", agents => agents.PacedAsync(5_000, TimeSpan.FromSeconds(3))),
        ("saturated", agents => agents.FloodAsync(Waves)),
    ];

    public static async Task RunAsync(Report report)
    {
        await using var sides = await Sides.StartAsync(withRelay: true);
        var crowds = new Dictionary<Side, BeatingAgents>();
        foreach (var side in sides.All)
        {
            crowds[side] = await BeatingAgents.ConnectAsync(side, Agents);
            for (var warmUp = 0; warmUp < WarmUps; warmUp++)
                await crowds[side].FloodAsync(Waves);
        }
        var measured = new List<Sample>();
        for (var round = 0; round < Rounds; round++)
        {
            var idle = new Dictionary<Side, Cost>();
            foreach (var side in sides.All)
                idle[side] = await crowds[side].IdleAsync(Idle);
            foreach (var (pace, run) in Paces)
                foreach (var side in sides.All)
                {
                    var cost = await run(crowds[side]);
                    measured.Add(new Sample(side, pace, cost.Each, cost.EachBeyond(idle[side]), cost.Beats / cost.Seconds));
                }
            Console.WriteLine($"idle, in % of a core: {string.Join(", ", idle.Select(i => $"{i.Key.Name} {i.Value.Us / i.Value.Seconds / 10_000:0.0}"))}");
        }
        foreach (var agents in crowds.Values)
            await agents.DisposeAsync();
        foreach (var (pace, _) in Paces)
            Tell(sides, pace, [.. measured.Where(m => m.Pace == pace)], report);
    }

    private static void Tell(Sides sides, string pace, List<Sample> measured, Report report)
    {
        foreach (var side in sides.All)
            Console.WriteLine($"{pace}, {side.Name}: {Middle(side, m => m.Each).Show()} us of processor time a heartbeat, {Middle(side, m => m.Beyond).Show()} without what it uses idle; {Middle(side, m => m.Rate).Median:0}/s");
        foreach (var (side, goal) in sides.Floors(BareGoal, NodeGoal))
        {
            var (all, beyond) = (Ratio(side, m => m.Each), Ratio(side, m => m.Beyond));
            // What is left of it beyond idle is the difference of two noisy figures: shown, but nothing to be compared with.
            if (goal is not null)
                report.Less($"{pace}, silo to {side.Name}", Middle(sides.Silo, m => m.Each).Median, "us", Middle(side, m => m.Each).Median);
            Console.WriteLine($"{pace}: silo {all:0.00} times {side.Name}, {beyond:0.00} times without what each uses idle{(goal is null ? "" : $" (goal ≤ {goal})")}");
        }

        double Ratio(Side side, Func<Sample, double> of) => Middle(sides.Silo, of).Median / Middle(side, of).Median;

        Spread Middle(Side side, Func<Sample, double> of) =>
            Spread.Of(measured.Where(m => m.Side == side).Select(of))!;
    }

    private sealed record Sample(Side Side, string Pace, double Each, double Beyond, double Rate);
}
