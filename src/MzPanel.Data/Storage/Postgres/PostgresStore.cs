using System.Data.Common;
using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>A PostgreSQL database: one pool, a writer for control and one for logs.</summary>
internal sealed class PostgresStore : IStore, ITransactor
{
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 15;
    private const int PreparedStatements = 256;

    // A silo that stands still, or whose machine is gone, between a statement and its COMMIT would keep the rows of that transaction
    // locked, and the writer of every silo that wants one of them waiting, until it goes on or TCP gives up (two hours). So the
    // server gives up: on the transaction soon, on a line that nobody answers in half a minute.
    private const string Abandoned =
        "-c idle_in_transaction_session_timeout=5s -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
    private readonly NpgsqlDataSource source;
    private readonly PostgresWriter control;
    private readonly PostgresWriter log;
    private readonly PostgresOutcomes outcomes;

    private PostgresStore(NpgsqlDataSource source, Pulses pulses)
    {
        this.source = source;
        outcomes = new PostgresOutcomes(source);
        control = new PostgresWriter(new PostgresSession(source, outcomes), this, pulses.Of("writer of the records"));
        log = new PostgresWriter(new PostgresSession(source, outcomes), this, pulses.Of("writer of the logs"));
    }

    public RecordWriter Control => control.Writer;

    public RecordWriter Log => log.Writer;

    public NpgsqlDataSource? Postgres => source;

    public static async Task<PostgresStore> OpenAsync(string connectionString, Pulses pulses, CancellationToken ct)
    {
        var settings = Settings(connectionString);
        await PostgresMigrations.RunAsync(settings, ct);
        return new PostgresStore(NpgsqlDataSource.Create(settings), pulses);
    }

    public async Task<DbConnection> ReadAsync(CancellationToken ct) => await source.OpenConnectionAsync(ct);

    // Without a transaction of its own a batch is one: begun and committed by the server, in one round trip.
    public async Task RunApartAsync(IReadOnlyList<Statement> op)
    {
        try
        {
            await using var batch = source.CreateBatch();
            foreach (var statement in op)
                batch.BatchCommands.Add(Command(statement));
            await batch.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException e) when (Faults.Translate(e) is var fault && fault != e)
        {
            throw fault;
        }
    }

    public async Task<T> TransactAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var result = await work(connection, transaction, ct);
            var mark = CommitMark.Of(RecordId.NewStamp());
            await PostgresOutcomes.LeaveAsync(transaction, mark);
            await outcomes.CommitAsync(transaction, mark);
            return result;
        }
        catch (NpgsqlException e) when (Faults.Translate(e) is var fault && fault != e)
        {
            throw fault;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        await log.DisposeAsync();
        await source.DisposeAsync();
    }

    private static NpgsqlBatchCommand Command(Statement statement)
    {
        var text = new StatementText(statement.Sql);
        var command = new NpgsqlBatchCommand(text.Numbered);
        foreach (var value in text.Order(statement))
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>What the connection string leaves open.</summary>
    private static string Settings(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            MaxAutoPrepare = PreparedStatements,
            AutoPrepareMinUsages = 2,
            ApplicationName = "MzPanel",
            KeepAlive = 30,
            // Nothing here leaves anything behind in a session; asking the server to take it back at each turn is half of a small read.
            NoResetOnClose = true,
        };
        foreach (var key in given.Keys)
            settings[key] = given[key];
        // Of two that set the same the later one counts.
        settings.Options = $"{Abandoned} {given.Options}".TrimEnd();
        return settings.ToString();
    }
}
