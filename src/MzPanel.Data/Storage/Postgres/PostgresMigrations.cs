using Dapper;
using DbUp;
using MzPanel.Data.Migrations;
using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>The schema in PostgreSQL, under an advisory lock: silos that start together migrate one after the other.</summary>
internal static class PostgresMigrations
{
    /// <summary>"mzpanel" as a number; shared by whatever must be made once per installation.</summary>
    public const long LockKey = 0x6D7A70616E656C;

    // Then the start ends with a line that says why: a silo that stands still in its migration would hold the others up without a word.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(string connectionString, CancellationToken ct, TimeSpan? patience = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        // Held until the connection closes, also when this process dies.
        await LockAsync(connection, patience ?? Patience, ct);
        Migrator.Run(
            connection,
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_info'",
            "Postgres",
            DeployChanges.To.PostgresqlDatabase(connectionString).JournalToPostgresqlTable(null, "schema_journal"));
    }

    private static async Task LockAsync(NpgsqlConnection connection, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            await connection.ExecuteAsync(new CommandDefinition("SELECT set_config('lock_timeout', @Limit, false)", new { Limit = $"{(long)patience.TotalMilliseconds}ms" }, cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StorageException(StorageFault.Unavailable, "Another silo is changing the schema, or stands still in it (pg_locks, locktype advisory).", e);
        }
    }
}
