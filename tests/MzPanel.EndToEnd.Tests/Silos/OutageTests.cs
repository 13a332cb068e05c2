using System.Diagnostics;
using System.Net;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>All silos, or the database under them, are gone at once: what comes back goes on.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private const int Agents = 9;
    private static readonly TimeSpan Away = Environment.GetEnvironmentVariable("MZ_LONG") == "1" ? TimeSpan.FromMinutes(3) : TimeSpan.FromSeconds(10);
    private readonly SiloCluster cluster = new();
    private PgServer postgres = null!;
    private Owner owner = null!;
    private Fleet fleet = null!;

    public async ValueTask InitializeAsync()
    {
        postgres = await PgServer.StartAsync("fsync=on");
        await cluster.StartAsync(3, postgres);
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
        await postgres.DisposeAsync();
    }

    [Fact]
    public async Task All_silos_killed_at_once_come_back_at_once()
    {
        await Task.WhenAll(cluster.Silos.Select(silo => silo.KillAsync()));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(cluster.Silos.Select(silo => silo.StartAsync()));
        Say($"ready after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Say($"jobs after {(await fleet.RunEachAsync(owner, clock)).Max().TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task Another_machine_may_take_over_when_all_silos_are_gone_for_good()
    {
        await Task.WhenAll(cluster.Silos.Select(silo => silo.KillAsync()));
        var clock = Stopwatch.StartNew();
        var fresh = await cluster.StartAnotherAsync();
        Say($"ready after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
        using var there = owner.At(fresh.Address);
        Say($"jobs after {(await fleet.RunEachAsync(there, clock)).Max().TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task Without_its_database_a_cluster_refuses_and_keeps_its_agents_and_goes_on_when_it_is_back()
    {
        postgres.Crash();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Away)
        {
            using var answer = await owner.Http.GetAsync($"/v1/servers/{fleet.Agents[0].ServerId}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
        await postgres.RestartAsync();
        clock.Restart();
        Say($"jobs after {(await fleet.RunEachAsync(owner, clock)).Max().TotalSeconds:0.0} s");
        Assert.All(cluster.Silos, silo => Assert.True(silo.IsRunning));
        Assert.All(fleet.Agents, a => Assert.Empty(a.Agent.CloseCodes));
    }

    private static void Say(string figure) => TestContext.Current.TestOutputHelper?.WriteLine(figure);
}
