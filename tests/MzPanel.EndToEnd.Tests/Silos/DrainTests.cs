using System.Diagnostics;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>SIGTERM of one of three silos: its agents go elsewhere, spread, and nobody's request fails for it.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private const int Agents = 12;
    private readonly SiloCluster cluster = new();
    private Owner owner = null!;
    private Fleet fleet = null!;

    public async ValueTask InitializeAsync()
    {
        await cluster.StartAsync(3);
        owner = await cluster.SetUpAsync();
        fleet = new Fleet(cluster);
        await fleet.AddAsync(owner, Agents);
    }

    public async ValueTask DisposeAsync()
    {
        // First: whatever fails after it, no process is left behind.
        await cluster.DisposeAsync();
        await fleet.DisposeAsync();
        owner.Dispose();
    }

    [Fact]
    public async Task It_leaves_within_30_seconds_and_no_request_fails_twice()
    {
        var leaving = cluster.Silos[2];
        var client = new RoundRobin(owner, cluster.Silos);
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(fleet.Agents.Take(4).Select(a => client.RunAsync(a.ServerId, enough.Token)));
        await Until.Async(() => Task.FromResult(client.Asked > 50));

        var clock = Stopwatch.StartNew();
        var ended = leaving.TerminateAsync();
        await Until.Async(async () => !await leaving.IsReadyAsync());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        Assert.Equal(0, await ended);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        TestContext.Current.TestOutputHelper?.WriteLine($"gone after {clock.Elapsed.TotalSeconds:0.0} s");

        var then = client.Asked;
        await Until.Async(() => Task.FromResult(client.Asked > then + 100));
        await enough.CancelAsync();
        await load;
        TestContext.Current.TestOutputHelper?.WriteLine($"{client.Asked} requests");
        Assert.Equal("", string.Join('\n', client.Failures));
    }

    [Fact]
    public async Task Its_agents_are_told_when_to_come_back_and_their_jobs_flow_elsewhere()
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await cluster.Silos[2].TerminateAsync());
        Assert.All(await fleet.RunEachAsync(owner, clock), took => Assert.InRange(took.TotalSeconds, 0, 30));
        var sentAway = fleet.Agents.Where(a => !a.Agent.SentAway.IsEmpty).ToList();
        Assert.Equal(Agents / 3, sentAway.Count);
        Assert.All(sentAway, a => Assert.Equal([1012], a.Agent.CloseCodes));
        Assert.All(sentAway, a => Assert.InRange(a.Agent.SentAway.First().TotalSeconds, 0, 20));
        Assert.True(sentAway.Select(a => a.Agent.SentAway.First()).Distinct().Count() > 1);
        Assert.All(fleet.Agents.Except(sentAway), a => Assert.Empty(a.Agent.CloseCodes));
    }
}
