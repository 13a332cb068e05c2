namespace MzPanel.Bench;

/// <summary>Silos on one PostgreSQL database, at addresses they keep when they start again.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mzbench-").FullName;
    private readonly List<(Uri Address, string[] Settings)> places = [];
    private readonly Postgres postgres;

    private Cluster(Postgres postgres) => this.postgres = postgres;

    public List<SiloProcess> Silos { get; } = [];

    /// <summary>Processor time used so far by the silos that live.</summary>
    public TimeSpan SiloTime => Silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.ProcessorTime);

    /// <summary>Processor time used so far by the database.</summary>
    public TimeSpan DatabaseTime => postgres.ProcessorTime;

    public static async Task<Cluster> StartAsync(Postgres postgres, int silos, params string[] settings)
    {
        var cluster = new Cluster(postgres);
        var (database, id, first) = (await postgres.DatabaseAsync(), $"bench-{Guid.NewGuid():N}", SiloProcess.FreeAddress());
        for (var silo = 0; silo < silos; silo++)
            cluster.places.Add((silo == 0 ? first : SiloProcess.FreeAddress(),
            [
                $"--Storage:Postgres={database}", $"--Cluster:ClusterId={id}", $"--Cluster:SiloPort={SiloProcess.FreePort()}",
                $"--Keys:MasterKeyFile={cluster.directory}/master.key", $"--PublicUrl={first.OriginalString}", .. settings,
            ]));
        // The first makes the schema and the keys.
        cluster.Silos.Add(await cluster.StartAsync(0));
        foreach (var silo in await Task.WhenAll(Enumerable.Range(1, silos - 1).Select(cluster.StartAsync)))
            cluster.Silos.Add(silo);
        return cluster;
    }

    /// <summary>Bytes that the database wrote to its log so far.</summary>
    public Task<long> LogBytesAsync() => postgres.LogBytesAsync();

    /// <summary>One more silo that is not among <see cref="Silos"/>: how long it takes to join.</summary>
    public Task<SiloProcess> JoinAsync() =>
        SiloProcess.WithAsync([.. places[0].Settings.Where(s => !s.StartsWith("--Cluster:SiloPort", StringComparison.Ordinal))]);

    /// <summary>Ends all silos without a warning.</summary>
    public async Task KillAsync()
    {
        await Task.WhenAll(Silos.Select(silo => silo.DisposeAsync().AsTask()));
        Silos.Clear();
    }

    /// <summary>Ends the last silo without a warning.</summary>
    public async Task LoseOneAsync()
    {
        await Silos[^1].DisposeAsync();
        Silos.RemoveAt(Silos.Count - 1);
    }

    /// <summary>Starts it again.</summary>
    public async Task StartLostAsync() => Silos.Add(await StartAsync(Silos.Count));

    /// <summary>Starts all of them again, together.</summary>
    public async Task StartAgainAsync() => Silos.AddRange(await Task.WhenAll(Enumerable.Range(0, places.Count).Select(StartAsync)));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(directory, recursive: true);
    }

    private Task<SiloProcess> StartAsync(int place) => SiloProcess.AtAsync(places[place].Address, places[place].Settings);
}
