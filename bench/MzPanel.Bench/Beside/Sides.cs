namespace MzPanel.Bench.Beside;

/// <summary>The silo and what it is measured against, all running at once so that they can be measured in turns.</summary>
internal sealed class Sides : IAsyncDisposable
{
    private readonly Postgres postgres;
    private readonly Side bare;
    private readonly Side node;

    private readonly Side? relay;

    private Sides(Postgres postgres, Side silo, Side bare, Side node, Side? relay) =>
        (this.postgres, Silo, this.bare, this.node, this.relay) = (postgres, silo, bare, node, relay);

    public Side Silo { get; }

    public IReadOnlyList<Side> All => relay is null ? [Silo, bare, node] : [Silo, bare, node, relay];

    /// <summary>The silo keeps its records in SQLite; only the Node peer needs the database server. Where there is no <c>nats-server</c> it is left out.</summary>
    public static async Task<Sides> StartAsync(bool withRelay = false)
    {
        var postgres = await Postgres.StartAsync();
        return new Sides(postgres, await Side.SiloAsync(), await Side.BareAsync(), await Side.NodeAsync(postgres),
            withRelay && File.Exists(NatsRelay.Program) ? await NatsRelay.StartAsync() : null);
    }

    /// <summary>What the silo is measured against, with the goals there are.</summary>
    public IEnumerable<(Side Side, double? Goal)> Floors(double? bareGoal, double? nodeGoal) => relay is null
        ? [(bare, bareGoal), (node, nodeGoal)] : [(bare, bareGoal), (node, nodeGoal), (relay, null)];

    public async ValueTask DisposeAsync()
    {
        foreach (var side in All)
            await side.DisposeAsync();
        await postgres.DisposeAsync();
    }
}
