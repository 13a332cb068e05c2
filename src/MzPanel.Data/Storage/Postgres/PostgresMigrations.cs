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

    public static async Task RunAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        // Held until the connection closes, also when this process dies.
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: ct));
        Migrator.Run(
            connection,
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_info'",
            "Postgres",
            DeployChanges.To.PostgresqlDatabase(connectionString).JournalToPostgresqlTable(null, "schema_journal"));
    }
}
