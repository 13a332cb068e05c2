using Dapper;
using MzPanel.Data.Storage;

namespace MzPanel.Data.Tests;

public abstract class RecordWriterTests(bool postgres) : RecordsTest(postgres)
{
    private static Statement Put(string id, string payload = "x") => new(
        "INSERT INTO grain_state (state_name, grain_id, etag, payload) VALUES (@state, @id, '1', @payload)",
        ("state", "s"), ("id", id), ("payload", System.Text.Encoding.UTF8.GetBytes(payload)));

    private Task<long> CountAsync() => ScalarAsync<long>("SELECT count(*) FROM grain_state");

    [Fact]
    public async Task An_operation_is_there_once_it_is_answered()
    {
        Assert.Equal(new[] { 1 }, await Database.Control.WriteAsync([Put("a")]));
        await Records.ReopenAsync();
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task An_operation_is_all_or_nothing()
    {
        var refused = await Assert.ThrowsAsync<RecordConflictException>(() => Database.Control.WriteAsync([Put("a"), Put("b"), Put("a")]));
        Assert.Equal("grain_state_pkey", refused.Constraint);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Later_statements_see_what_earlier_ones_did()
    {
        var chained = new Statement(
            "INSERT INTO grain_state (state_name, grain_id, etag, payload) SELECT @state, @id, '1', @payload WHERE EXISTS (SELECT 1 FROM grain_state WHERE grain_id = @first)",
            ("state", "s"), ("id", "b"), ("payload", new byte[] { 1 }), ("first", "a"));
        Assert.Equal(new[] { 0 }, await Database.Control.WriteAsync([chained]));
        Assert.Equal(new[] { 1, 1 }, await Database.Control.WriteAsync([Put("a"), chained]));
    }

    [Fact]
    public async Task A_poisoned_operation_does_not_fail_its_neighbours()
    {
        await Database.Control.WriteAsync([Put("taken")]);
        var writes = await InOneGroupAsync(40, i => i % 10 == 3 ? [Put($"half-{i}"), Put("taken")] : [Put($"ok-{i}")]);

        Assert.Equal(4, writes.Count(w => w.Exception?.InnerException is RecordConflictException));
        Assert.Equal(36, writes.Count(w => w.IsCompletedSuccessfully));
        Assert.Equal(37, await CountAsync());
    }

    [Fact]
    public async Task What_queues_up_is_committed_together()
    {
        var writes = await InOneGroupAsync(300, i => [Put($"{i}")]);
        Assert.All(writes, w => Assert.True(w.IsCompletedSuccessfully));
        var transactions = IsPostgres
            ? await ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM grain_state")
            : 1;
        Assert.InRange(transactions, 1, 3);
        Assert.Equal(300, await CountAsync());
    }

    [Fact]
    public async Task Parameters_of_every_kind_come_back_as_they_went_in()
    {
        await Database.Control.WriteAsync([new Statement(
            "INSERT INTO idempotency (caller, key, body_hash, status, answer, location, lease_until, expires_at) VALUES (@c, @k, @h, @s, @a, @l, @u, @e)",
            ("c", "it's @home"), ("k", ""), ("h", Array.Empty<byte>()), ("s", true), ("a", null), ("l", "größe 💾"), ("u", 7), ("e", long.MaxValue))]);
        var row = await Database.FirstAsync<(string, string, byte[], long, string?, string, long, long)>(
            "SELECT caller, key, body_hash, status, answer, location, lease_until, expires_at FROM idempotency");
        Assert.Equal(("it's @home", "", 1L, null, "größe 💾", 7L, long.MaxValue), (row.Item1, row.Item2, row.Item4, row.Item5, row.Item6, row.Item7, row.Rest.Item1));
        Assert.Empty(row.Item3);
    }

    [Fact]
    public async Task Text_that_a_database_cannot_hold_becomes_the_replacement_character()
    {
        await Database.Control.WriteAsync([Put("a\0b\ud800c💾")]);
        Assert.Equal("a\uFFFDb\uFFFDc💾", await ScalarAsync<string>("SELECT grain_id FROM grain_state"));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM grain_state WHERE grain_id = @Id", new { Id = "a\0b\ud800c💾" }));
        Assert.Equal(1, await ScalarAsync<long>($"SELECT count(*) FROM grain_state WHERE grain_id {Database.OneOf("Ids")}", new { Ids = CleanText.All(["\0", "a\0b\ud800c💾"]) }));
    }

    [Fact]
    public async Task A_transaction_that_throws_changes_nothing_and_harms_nobody()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Control.TransactAsync<int>(async (c, t, _) =>
        {
            await c.ExecuteAsync("INSERT INTO installation_log (minute, address, action, count) VALUES (1, '', '', 1)", transaction: t);
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM installation_log"));
        await Database.Control.WriteAsync([Put("after")]);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_cancelled_caller_that_has_no_place_yet_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Database.Control.WriteAsync([Put("a")], cancelled.Token));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task What_has_its_place_is_carried_out_though_the_caller_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await using var busy = await BusyAsync();
        var write = Database.Control.WriteAsync([Put("a")], cancelled.Token);
        await cancelled.CancelAsync();
        await busy.DisposeAsync();
        Assert.Equal(new[] { 1 }, await write);
    }

    /// <summary>Makes operations that queue up while the writer is busy with another one, and waits for them all.</summary>
    private async Task<Task<int[]>[]> InOneGroupAsync(int count, Func<int, IReadOnlyList<Statement>> op)
    {
        await using var busy = await BusyAsync();
        var writes = Enumerable.Range(0, count).Select(i => Database.Control.WriteAsync(op(i))).ToArray();
        await busy.DisposeAsync();
        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default))).WaitAsync(TimeSpan.FromSeconds(30));
        return writes;
    }

    protected abstract Task<IAsyncDisposable> BusyAsync();
}

public sealed class SqliteRecordWriterTests() : RecordWriterTests(postgres: false)
{
    protected override Task<IAsyncDisposable> BusyAsync() => Busy.SqliteAsync(Database);
}

public sealed class PostgresRecordWriterTests() : RecordWriterTests(postgres: true)
{
    protected override Task<IAsyncDisposable> BusyAsync() => Busy.PostgresAsync(Database);
}
