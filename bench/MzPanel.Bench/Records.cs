namespace MzPanel.Bench;

/// <summary>Which database the silos of a run use: SQLite, or one private PostgreSQL.</summary>
internal sealed class Records : IAsyncDisposable
{
    private Postgres? postgres;

    public string Name => postgres is null ? "SQLite" : "PostgreSQL";

    public bool IsPostgres => postgres is not null;

    /// <summary>The server of databases, where that is what they use.</summary>
    public Postgres Postgres => postgres ?? throw new InvalidOperationException("This case needs --postgres.");

    public static async Task<Records> OfAsync(bool usePostgres) => new() { postgres = usePostgres ? await Postgres.StartAsync() : null };

    public async Task<SiloProcess> SiloAsync() =>
        postgres is null ? await SiloProcess.StartAsync() : await SiloProcess.StartAsync(await postgres.DatabaseAsync());

    public async Task<IFloor> FloorAsync() => postgres is null ? new BareCommits() : await BarePostgres.OpenAsync(await postgres.DatabaseAsync());

    public ValueTask DisposeAsync() => postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
}
