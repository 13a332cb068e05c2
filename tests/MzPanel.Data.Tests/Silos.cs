using Dapper;
using MzPanel.Testing;

namespace MzPanel.Data.Tests;

/// <summary>Several silos on the same records.</summary>
internal static class Silos
{
    /// <summary>
    /// Has two of them do the same, both after they looked and before either is done: a row is held until both wait for it. SQLite is of
    /// one process, which does one after the other.
    /// </summary>
    public static async Task AtOnceAsync(TestRecords records, string hold, Func<Database, Task> work)
    {
        if (!records.Database.IsPostgres)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => work(records.Database)));
            return;
        }
        await using var other = await Database.OpenAsync(records.Options, TimeProvider.System, CancellationToken.None);
        var both = Task.CompletedTask;
        await records.Database.Log.TransactAsync(async (connection, transaction, _) =>
        {
            await connection.ExecuteAsync(hold, transaction: transaction);
            both = Task.WhenAll(work(records.Database), work(other));
            await WaitingAsync(records, 2);
            return 0;
        });
        await both;
    }

    /// <summary>
    /// Has one silo do something, and another something else when the first has written to that table and not committed. SQLite is of one
    /// process, which does one after the other.
    /// </summary>
    public static async Task MeetAsync(TestRecords records, string table, Func<Database, Task> first, Func<Database, Task> second)
    {
        if (!records.Database.IsPostgres)
        {
            await Task.WhenAll(first(records.Database), second(records.Database));
            return;
        }
        await using var other = await Database.OpenAsync(records.Options, TimeProvider.System, CancellationToken.None);
        var both = Task.CompletedTask;
        await records.Database.Control.TransactAsync((connection, transaction, _) => connection.ExecuteAsync(
            $"""
            CREATE FUNCTION hold_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
            CREATE TRIGGER zz_hold AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION hold_{table}()
            """,
            transaction: transaction));
        await records.Database.Log.TransactAsync(async (connection, transaction, _) =>
        {
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(1)", transaction: transaction);
            both = first(records.Database);
            await WaitingAsync(records, 1);
            both = Task.WhenAll(both, second(other));
            await WaitingAsync(records, 2);
            return 0;
        });
        await both;
    }

    private static Task WaitingAsync(TestRecords records, int least) => Until.Async(async () => await records.Database.FirstAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") >= least);
}
