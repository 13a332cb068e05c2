using DbUp;
using Microsoft.Data.Sqlite;
using MzPanel.Data.Migrations;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>The schema of the SQLite file; the lock on the directory keeps everybody else out.</summary>
internal static class SqliteMigrations
{
    private const string HasSchema = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_info'";

    public static bool IsCurrent(SqliteConnection connection)
    {
        connection.Open();
        return Migrator.IsCurrent(connection, HasSchema);
    }

    public static void Run(SqliteConnection connection)
    {
        connection.Open();
        Migrator.Run(
            connection,
            HasSchema,
            "Sqlite",
            DeployChanges.To.SqliteDatabase(connection.ConnectionString).JournalToSqliteTable("schema_journal"));
    }
}
