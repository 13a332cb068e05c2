namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>kill -9 of one of three silos, again and again, while jobs are asked for.</summary>
[Collection(FaultRuns.Name)]
public sealed class SiloLossTests
{
    // The promise is held to by the long run, on a box of its own; the short one shares it with a build and other tests.
    private static double FlowLimitS => Seeds.Long ? 8 : 25;

    /// <summary>Simulated agents, jobs a second, kills, seconds from one to the next.</summary>
    public static TheoryData<int, int, int, int> Runs => Seeds.Long
        ? new() { { 50, 10, 20, 0 }, { 300, 30, 10, 60 } }
        : new() { { 50, 10, 3, 0 } };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Every_agents_jobs_flow_again_soon_and_nothing_is_lost(int agents, int jobsPerSecond, int kills, int everyS)
    {
        var seed = Seeds.Next();
        await using var bench = await FaultBench.StartAsync(3, agents, seed);
        await using var real = await bench.AddRealAgentsAsync(2);
        var figures = new Figures($"kill -9 of one of three silos, {agents} agents, {jobsPerSecond} jobs/s, jobs of each agent flow again", seed);
        await using (bench.Load(jobsPerSecond))
            for (var kill = 0; kill < kills; kill++)
            {
                var lost = bench.Silos[new Random(seed + kill).Next(bench.Silos.Count)];
                var fault = TimeProvider.System.GetTimestamp();
                await lost.KillAsync();
                figures.Add(await bench.FlowAsync(fault));
                await lost.StartAsync();
                if (TimeSpan.FromSeconds(everyS) - TimeProvider.System.GetElapsedTime(fault) is { } left && left > TimeSpan.Zero)
                    await Task.Delay(left, TimeProvider.System);
            }
        figures.Say();
        await bench.AssertPromisesAsync();
        await real.AssertRanOnceAsync();
        Assert.True(figures.P99 <= FlowLimitS, figures.ToString());
    }
}
