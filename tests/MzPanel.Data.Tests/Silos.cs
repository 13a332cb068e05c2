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
            await Until.Async(async () => await records.Database.FirstAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") >= 2);
            return 0;
        });
        await both;
    }
}
