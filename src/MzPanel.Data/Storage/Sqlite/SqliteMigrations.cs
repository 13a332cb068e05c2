using DbUp;
using Microsoft.Data.Sqlite;
using MzPanel.Data.Migrations;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>The schema of the SQLite file; the lock on the directory keeps everybody else out.</summary>
internal static class SqliteMigrations
{
    public static void Run(SqliteConnection connection)
    {
        connection.Open();
        Migrator.Run(
            connection,
            "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_info'",
            "Sqlite",
            DeployChanges.To.SqliteDatabase(connection.ConnectionString).JournalToSqliteTable("schema_journal"));
    }
}
