using Dapper;
using MzPanel.Testing;

// The records run on Linux, and their tests look at its file modes.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace MzPanel.Data.Tests;

/// <summary>Base of every test that makes its promise on both databases.</summary>
public abstract class RecordsTest(bool postgres) : IAsyncLifetime
{
    private TestRecords? records;

    protected TestRecords Records => records!;

    protected Database Database => Records.Database;

    protected bool IsPostgres => postgres;

    protected Seed Seed => field ??= new Seed(Database);

    public virtual async ValueTask InitializeAsync() => records = postgres ? await TestRecords.PostgresAsync() : await TestRecords.SqliteAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Records.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<T?> ScalarAsync<T>(string sql, object? args = null) => Database.FirstAsync<T>(sql, args);

    /// <summary>Whatever the seam offers no method for, such as a trigger that refuses.</summary>
    protected Task ExecuteAsync(string sql) => Database.Control.TransactAsync((c, t, _) => c.ExecuteAsync(sql, transaction: t));

    /// <summary>A trigger that refuses inserts into a table where a condition on NEW holds.</summary>
    protected Task RefuseInsertsAsync(string table, string condition, string state = "P0001") => ExecuteAsync(postgres
        ? $"""
          CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{state}'; END $$;
          CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse_{table}()
          """
        : $"CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END");
}
