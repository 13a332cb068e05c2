using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Tests.Idempotency;

public abstract class IdempotencyRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const long Now = 1_000_000;
    private static readonly byte[] Hash = [1];

    private IdempotencyRecords Keys => new(Database);

    private static IdempotencyCommit Commit(long now = Now) => new("c", "k", Hash, 201, "{\"id\":1}", "/v1/x", now);

    [Fact]
    public async Task Of_many_at_once_one_holds_the_lease()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Keys.LeaseAsync("c", "k", Hash, Now)));

        Assert.Single(leases, true);
        Assert.Equal(KeptRow.InFlight, (await Keys.FindAsync("c", "k", Now))!.Status);
    }

    [Fact]
    public async Task A_lease_ends_after_30_seconds()
    {
        await Keys.LeaseAsync("c", "k", Hash, Now);

        Assert.False(await Keys.LeaseAsync("c", "k", Hash, Now + 29_999));
        Assert.True(await Keys.LeaseAsync("c", "k", Hash, Now + 30_000));
        Assert.Null(await Keys.FindAsync("c", "k", Now + 60_000));
    }

    [Fact]
    public async Task Who_was_too_slow_does_not_give_back_the_next_ones_lease()
    {
        await Keys.LeaseAsync("c", "k", Hash, Now);
        await Keys.LeaseAsync("c", "k", Hash, Now + 30_000);

        await Keys.ReleaseAsync("c", "k", Now);
        Assert.False(await Keys.LeaseAsync("c", "k", Hash, Now + 30_001));

        await Keys.ReleaseAsync("c", "k", Now + 30_000);
        Assert.True(await Keys.LeaseAsync("c", "k", Hash, Now + 30_001));
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_day_and_neither_leased_nor_released()
    {
        await Keys.LeaseAsync("c", "k", Hash, Now);
        await Keys.KeepAsync(Commit());
        await Keys.ReleaseAsync("c", "k", Now);

        var kept = await Keys.FindAsync("c", "k", Now + IdempotencySql.KeptMs - 1);
        Assert.Equal((201, "{\"id\":1}", "/v1/x"), (kept!.Status, kept.Answer, kept.Location));
        Assert.Equal(Hash, kept.BodyHash);
        Assert.False(await Keys.LeaseAsync("c", "k", Hash, Now + 60_000));
        Assert.Null(await Keys.FindAsync("c", "k", Now + IdempotencySql.KeptMs));
        Assert.True(await Keys.LeaseAsync("c", "k", Hash, Now + IdempotencySql.KeptMs));
    }

    [Fact]
    public async Task Callers_have_keys_of_their_own()
    {
        await Keys.LeaseAsync("c", "k", Hash, Now);

        Assert.True(await Keys.LeaseAsync("d", "k", Hash, Now));
        Assert.Null(await Keys.FindAsync("e", "k", Now));
    }

    [Fact]
    public async Task What_has_expired_is_swept()
    {
        await Keys.KeepAsync(Commit());
        await Keys.KeepAsync(Commit(Now + 1) with { Key = "later" });

        await Keys.SweepAsync(Now + IdempotencySql.KeptMs);

        Assert.Equal("later", await ScalarAsync<string>("SELECT key FROM idempotency"));
    }
}

public sealed class SqliteIdempotencyRecordsTests() : IdempotencyRecordsTests(postgres: false);

public sealed class PostgresIdempotencyRecordsTests() : IdempotencyRecordsTests(postgres: true);
