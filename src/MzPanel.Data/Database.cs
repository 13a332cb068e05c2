using System.Data.Common;
using Dapper;
using MzPanel.Data.Live;
using MzPanel.Data.Storage;
using MzPanel.Data.Storage.Postgres;
using MzPanel.Data.Storage.Sqlite;
using Npgsql;

namespace MzPanel.Data;

/// <summary>The records: one SQLite file, or a PostgreSQL database that several silos share.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly IStore store;

    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        TextParameters.Register();
    }

    internal Database(IStore store, Pulses pulses, TimeProvider time)
    {
        this.store = store;
        Pulses = pulses;
        Time = time;
    }

    /// <summary>Takes the lock (SQLite), brings the schema up to date and starts the writers.</summary>
    /// <exception cref="DatabaseLockedException">Another process uses the SQLite directory.</exception>
    /// <exception cref="SchemaTooNewException">The records need a newer program.</exception>
    /// <exception cref="RecordsMissingException">A command beside a silo finds none, or such that a silo has to bring up to date.</exception>
    /// <exception cref="StorageException">The database is not reached.</exception>
    public static async Task<Database> OpenAsync(DatabaseOptions options, TimeProvider time, CancellationToken ct)
    {
        try
        {
            var pulses = new Pulses(time);
            IStore store = options.Postgres is { } connectionString
                ? await PostgresStore.OpenAsync(connectionString, pulses, ct)
                : options.BesideSilo ? SqliteStore.OpenBeside(options.DataDirectory, pulses) : SqliteStore.Open(options.DataDirectory, pulses);
            return new Database(store, pulses, time);
        }
        catch (DbException e) when (StorageException.Of(e) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Transitions, and whatever else people or agents wait for; never behind <see cref="Log"/>.</summary>
    public RecordWriter Control => store.Control;

    /// <summary>Log chunks.</summary>
    public RecordWriter Log => store.Log;

    /// <summary>Rings where something was committed that live streams tell.</summary>
    public LiveBell Bell { get; } = new();

    /// <summary>Whether several silos may share the records.</summary>
    public bool IsPostgres => Postgres is not null;

    /// <summary>The connection pool, where the records are in PostgreSQL.</summary>
    public NpgsqlDataSource? Postgres => store.Postgres;

    /// <summary>Of its writers, and of every loop of the process that works with the records.</summary>
    public Pulses Pulses { get; }

    internal TimeProvider Time { get; }

    internal long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    internal IStore Store => store;

    /// <summary>A pooled connection for reading; dispose it soon. Exceptions of its commands go through <see cref="StorageException.Of"/>.</summary>
    public async Task<DbConnection> ReadAsync(CancellationToken ct = default)
    {
        try
        {
            return await store.ReadAsync(ct);
        }
        catch (DbException e) when (StorageException.Of(e) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Rows of a query, mapped by Dapper.</summary>
    /// <exception cref="StorageException">The records cannot answer.</exception>
    public Task<List<T>> QueryAsync<T>(string sql, object? args = null, CancellationToken ct = default) =>
        ReadAsync(async c => (await c.QueryAsync<T>(new CommandDefinition(sql, args, cancellationToken: ct))).AsList(), ct);

    /// <summary>The first row of a query, mapped by Dapper.</summary>
    /// <exception cref="StorageException">The records cannot answer.</exception>
    public Task<T?> FirstAsync<T>(string sql, object? args = null, CancellationToken ct = default) =>
        ReadAsync(c => c.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, args, cancellationToken: ct)), ct);

    /// <summary>
    /// The time that several silos go by where each has a clock of its own: that of the database, or of this process where no other
    /// has the records.
    /// </summary>
    /// <exception cref="StorageException">The records cannot answer.</exception>
    public async Task<DateTimeOffset> ClockAsync() => IsPostgres ? DateTimeOffset.FromUnixTimeMilliseconds(await FirstAsync<long>("SELECT " + Clock)) : Time.GetUtcNow();

    /// <summary>The same within a statement, which gets ours as <c>@now</c>.</summary>
    internal string Clock => IsPostgres ? "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)" : "@now";

    /// <summary>Condition after a column: one of a list, which is given to the query as that parameter.</summary>
    public string OneOf(string parameter) => IsPostgres ? $"= ANY(@{parameter})" : $"IN @{parameter}";

    /// <summary>Table <c>r</c> of the elements (<c>r.value</c>) of a JSON list, which is given to the statement as that parameter.</summary>
    internal string Each(string parameter) => IsPostgres ? $"json_array_elements(CAST(@{parameter} AS json)) r(value)" : $"json_each(@{parameter}) r";

    /// <summary>
    /// Runs a few statements as one, apart from what queues for the writers where the database lets several write. Nothing of
    /// it lasts longer than the database needs, whatever becomes of this process meanwhile.
    /// </summary>
    internal Task RunApartAsync(IReadOnlyList<Statement> op) => store.RunApartAsync(op);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct)
    {
        await using var connection = await ReadAsync(ct);
        try
        {
            return await read(connection);
        }
        catch (DbException e) when (StorageException.Of(e) is { } fault)
        {
            throw fault;
        }
    }
}
