namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>A silo stands still (SIGSTOP) with its sockets open, and later wakes up as a zombie (SIGCONT).</summary>
[Collection(FaultRuns.Name)]
public sealed class FrozenSiloTests
{
    private static readonly TimeSpan ZombieLimit = TimeSpan.FromSeconds(60);

    // The promises are held to by the long run, on a box of its own.
    private static double AnswerLimitS => Seeds.Long ? 15 : 40;

    private static double FlowLimitS => Seeds.Long ? 40 : 60;

    [Fact]
    public async Task Its_grains_answer_elsewhere_its_agents_move_and_the_zombie_ends_itself()
    {
        var seed = Seeds.Next();
        await using var bench = await FaultBench.StartAsync(3, 50, seed);
        var frozen = bench.Silos[seed % 3];
        var (answers, flow) = (new Figures("SIGSTOP of one of three silos, a job for each of its agents is accepted", seed), new Figures("SIGSTOP, jobs of each agent flow again", seed));
        await using (bench.Load(10))
        {
            var theirs = bench.Fleet.Agents.Where(a => a.Home == frozen.Address).ToList();
            Assert.NotEmpty(theirs);
            // A load balancer's health check takes it out; new calls go to the other two.
            bench.Ring.Become(bench.Silos.Where(s => s != frozen).Select(s => s.Address));
            var fault = TimeProvider.System.GetTimestamp();
            await frozen.FreezeAsync();
            var flowing = bench.FlowAsync(fault);
            answers.Add(await Task.WhenAll(theirs.Select(a => bench.AcceptedAsync(a, fault))));
            flow.Add(await flowing);
            await frozen.ThawAsync();
            await frozen.ExitAsync(ZombieLimit);
        }
        answers.Say();
        flow.Say();
        await bench.AssertPromisesAsync();
        Assert.True(answers.P99 <= AnswerLimitS, answers.ToString());
        Assert.True(flow.P99 <= FlowLimitS, flow.ToString());
    }
}
