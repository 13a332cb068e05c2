using Dapper;

namespace MzPanel.Data.Tests;

/// <summary>Keeps the writer in the middle of a commit until it is disposed.</summary>
internal sealed class Busy(Func<ValueTask> end) : IAsyncDisposable
{
    private Func<ValueTask>? end = end;

    /// <summary>Holds the writing thread in a transaction.</summary>
    public static async Task<IAsyncDisposable> SqliteAsync(Database database)
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = database.Control.TransactAsync(async (_, _, _) =>
        {
            inside.SetResult();
            await leave.Task;
            return 0;
        });
        await inside.Task;
        return new Busy(async () =>
        {
            leave.SetResult();
            await work;
        });
    }

    /// <summary>Holds a row that the writer's next operation wants.</summary>
    public static async Task<IAsyncDisposable> PostgresAsync(Database database)
    {
        var insert = new Statement(
            "INSERT INTO installation_log (minute, address, action, count) VALUES (@minute, '', '', 0) ON CONFLICT (minute, address, action) DO UPDATE SET count = 1",
            ("minute", -1));
        await database.Control.WriteAsync([insert]);
        await database.Log.WriteAsync([insert]);
        var blocker = await database.Postgres!.OpenConnectionAsync();
        var held = await blocker.BeginTransactionAsync();
        await blocker.ExecuteAsync("UPDATE installation_log SET count = 2 WHERE minute = -1", transaction: held);
        var blocked = Task.WhenAll(database.Control.WriteAsync([insert]), database.Log.WriteAsync([insert]));
        while (await WaitingAsync(database) < 2)
            await Task.Yield();
        return new Busy(async () =>
        {
            await held.RollbackAsync();
            await blocker.DisposeAsync();
            await blocked;
        });
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref end, null)?.Invoke() ?? ValueTask.CompletedTask;

    private static Task<long> WaitingAsync(Database database) =>
        database.FirstAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
}
