namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>The database goes away, and then everything at once.</summary>
[Collection(FaultRuns.Name)]
public sealed class StorageLossTests
{
    // delivery.md, I11: when faults stop, everything runs or finishes within 60 s.
    private const double FlowLimitS = 60;

    // After a total loss the agents' own back-off may take up to 60 s before it even tries.
    private const double OutageLimitS = 75;

    private static TimeSpan Stopped => TimeSpan.FromSeconds(Seeds.Long ? 30 : 5);

    private static int Kills => Seeds.Long ? 10 : 1;

    private static TimeSpan Outage => Seeds.Long ? TimeSpan.FromMinutes(3) : TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_database_that_stops_and_dies_and_then_a_total_outage_lose_nothing()
    {
        var seed = Seeds.Next();
        await using var bench = await FaultBench.StartAsync(3, 50, seed);
        var (storage, all) = (new Figures("PostgreSQL is back, jobs of each agent flow again", seed), new Figures("total outage is over, jobs of each agent flow again", seed));
        await using (bench.Load(10))
        {
            bench.Postgres.ShutDown();
            await Task.Delay(Stopped, TimeProvider.System);
            storage.Add(await BackAsync(bench));
            for (var kill = 0; kill < Kills; kill++)
            {
                bench.Postgres.Kill();
                storage.Add(await BackAsync(bench));
            }
            AssertNoSocketClosed(bench, seed);
            await LoseAllAsync(bench);
            all.Add(await BackAsync(bench));
        }
        storage.Say();
        all.Say();
        await bench.AssertPromisesAsync();
        Assert.True(storage.P99 <= FlowLimitS, storage.ToString());
        Assert.True(all.P99 <= OutageLimitS, all.ToString());
    }

    private static async Task LoseAllAsync(FaultBench bench)
    {
        await Task.WhenAll(bench.Silos.Select(s => s.KillAsync()));
        bench.Postgres.Kill();
        await Task.Delay(Outage, TimeProvider.System);
    }

    /// <summary>Brings back what is gone; seconds from there until jobs flow.</summary>
    private static async Task<double[]> BackAsync(FaultBench bench)
    {
        await bench.Postgres.RestartAsync();
        await Task.WhenAll(bench.Silos.Where(s => !s.IsRunning).Select(s => s.StartAsync()));
        return await bench.FlowAsync(TimeProvider.System.GetTimestamp());
    }

    private static void AssertNoSocketClosed(FaultBench bench, int seed)
    {
        var ends = bench.Fleet.Agents.SelectMany(a => a.Ends).ToList();
        Assert.True(ends.Count == 0, $"seed {seed}: {ends.Count} sockets closed: {string.Join(", ", ends.Distinct())}");
    }
}
