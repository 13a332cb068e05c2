using System.Diagnostics;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>A silo that reaches the database but not its peers is outvoted: it ends, and its agents go on elsewhere.</summary>
public sealed class PartitionTests : IAsyncLifetime
{
    private const int Agents = 9;
    private const int Group = 61_234;
    private readonly SiloCluster cluster = new();
    private Owner owner = null!;
    private Fleet fleet = null!;

    public async ValueTask InitializeAsync()
    {
        await cluster.StartAsync(2);
        await cluster.StartAnotherAsync(Group);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_one_that_is_cut_off_gives_way(bool oneWay)
    {
        var alone = cluster.Silos[2];
        var clock = Stopwatch.StartNew();
        await using var cut = await Partition.OfAsync(alone, cluster.Silos.Take(2), oneWay);
        Assert.NotEqual(0, await alone.ExitAsync(TimeSpan.FromSeconds(60)));
        TestContext.Current.TestOutputHelper?.WriteLine($"ended after {clock.Elapsed.TotalSeconds:0.0} s");
        await alone.KillAsync();
        var took = await fleet.RunEachAsync(owner, clock);
        TestContext.Current.TestOutputHelper?.WriteLine($"jobs after {took.Max().TotalSeconds:0.0} s");
        Assert.InRange(took.Max().TotalSeconds, 0, 60);
        Assert.All(cluster.Silos.Take(2), silo => Assert.True(silo.IsRunning));
        Assert.All(fleet.Agents, a => Assert.Equal(a.Agent.Ledger.Count, a.Agent.Ledger.Distinct().Count()));
    }
}
