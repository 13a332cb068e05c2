using System.Diagnostics;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>One of three silos dies or stands still: its agents' jobs flow again soon, and what comes back too late changes nothing.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("MZ_LONG") == "1";
    private static readonly int Agents = Long ? 50 : 15;
    private static readonly int Kills = Long ? 20 : 2;
    private readonly SiloCluster cluster = new();
    private Owner owner = null!;
    private Fleet fleet = null!;

    public async ValueTask InitializeAsync()
    {
        await cluster.StartAsync(3);
        owner = await cluster.SetUpAsync();
        fleet = new Fleet(cluster);
        await fleet.AddAsync(owner, Agents);
        await fleet.RunEachAsync(owner, Stopwatch.StartNew());
    }

    public async ValueTask DisposeAsync()
    {
        // First: whatever fails after it, no process is left behind.
        await cluster.DisposeAsync();
        await fleet.DisposeAsync();
        owner.Dispose();
    }

    [Fact]
    public async Task After_kill_9_the_jobs_of_every_agent_flow_again_within_seconds()
    {
        var took = new List<TimeSpan>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = cluster.Silos[1 + kill % 2];
            var since = Stopwatch.StartNew();
            await victim.KillAsync();
            took.AddRange(await fleet.RunEachAsync(owner, since));
            await victim.StartAsync();
        }
        took.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"p50 {took[took.Count / 2].TotalSeconds:0.0} s, p99 {took[took.Count * 99 / 100].TotalSeconds:0.0} s, most {took[^1].TotalSeconds:0.0} s");
        Assert.InRange(took[took.Count * 99 / 100].TotalSeconds, 0, Long ? 8 : 15);
        NothingTwice();
        Assert.All(cluster.Silos, silo => Assert.InRange(silo.BusiestSecond, 0, 50));
    }

    [Fact]
    public async Task A_silo_that_stands_still_is_replaced_and_ends_itself_when_it_wakes_up()
    {
        var frozen = cluster.Silos[2];
        var since = Stopwatch.StartNew();
        await frozen.FreezeAsync();
        var answered = fleet.AnswerEachAsync(owner, since);
        var took = await fleet.RunEachAsync(owner, since);
        TestContext.Current.TestOutputHelper?.WriteLine($"REST {(await answered).Max().TotalSeconds:0.0} s, jobs {took.Max().TotalSeconds:0.0} s");
        Assert.InRange((await answered).Max().TotalSeconds, 0, 15);
        Assert.InRange(took.Max().TotalSeconds, 0, 40);

        await frozen.ThawAsync();
        Assert.NotEqual(0, await frozen.ExitAsync(TimeSpan.FromSeconds(30)));
        NothingTwice();
        await fleet.RunEachAsync(owner, Stopwatch.StartNew());
        foreach (var (serverId, _) in fleet.Agents)
            Assert.Equal("online", (await owner.GetAsync($"/v1/servers/{serverId}")).GetProperty("status").GetString());
        Assert.All(cluster.Silos, silo => Assert.InRange(silo.BusiestSecond, 0, 50));
    }

    private void NothingTwice()
    {
        foreach (var (_, agent) in fleet.Agents)
        {
            Assert.Equal(agent.Ledger.Count, agent.Ledger.Distinct().Count());
            Assert.DoesNotContain(agent.CloseCodes, code => code is 4400 or 4401 or 4409 or 4429);
        }
    }
}
