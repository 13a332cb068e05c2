using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class UserRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private UserRecords Users => new(Database);

    [Fact]
    public async Task A_user_is_found_by_address_and_knows_a_home()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");

        Assert.Equal(account.User, await Users.FindByEmailAsync("A@Example.org"));
        Assert.Equal(account.User, await Users.FindAsync(account.User.Id));
        Assert.Equal(new Membership(account.Session.WorkspaceId, "owner", """{"type":"all"}"""), await Users.HomeAsync(account.User.Id));
        Assert.Null(await Users.FindByEmailAsync("b@example.org\0"));
    }

    [Fact]
    public async Task Of_two_changes_of_one_version_one_takes_place()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var entry = Entry(account, "account.change");

        var changes = await Task.WhenAll(Users.RenameAsync(account.User, "A", entry), Users.RenameAsync(account.User, "B", entry));

        Assert.Single(changes, true);
        Assert.Equal(2, (await Users.FindAsync(account.User.Id))!.Version);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'account.change'"));
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_voids_links()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var other = AccountSeed.Session(account.User.Id, account.Session.WorkspaceId, "other", 2_000);
        await new UserSessionRecords(Database).StartAsync(other, AccountSeed.Password, Entry(account, "account.sign_in"));
        await new PasswordResetRecords(Database).AddAsync([1], account.User.Id, long.MaxValue, Entry(account, "link"));

        Assert.Equal(Effect.Done, await ChangeAsync(account, "new", null));
        Assert.Equal(Effect.Missed, await ChangeAsync(account, "newer", null));

        Assert.Equal(account.Session.Id, await ScalarAsync<string>("SELECT id FROM sessions"));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM password_resets"));
        Assert.Equal("new", (await Users.FindAsync(account.User.Id))!.Password);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'account.password'"));
    }

    [Fact]
    public async Task Under_one_key_the_password_is_changed_once()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 204, "", null, 5_000);

        var effects = new[] { await ChangeAsync(account, "new", key), await ChangeAsync(account, "newer", key) };

        Assert.Equal([Effect.Done, Effect.KeyTaken], effects);
        Assert.Equal(204, (await new IdempotencyRecords(Database).FindAsync("caller", "key", 5_000))!.Status);
    }

    [Fact]
    public async Task A_change_that_missed_leaves_no_answer_under_its_key()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 204, "", null, 5_000);
        await Users.RehashAsync(account.User.Id, AccountSeed.Password, "meanwhile");

        Assert.Equal(Effect.Missed, await ChangeAsync(account, "new", key));

        Assert.Null(await new IdempotencyRecords(Database).FindAsync("caller", "key", 5_000));
    }

    [Fact]
    public async Task A_link_is_good_once_and_sets_the_password_of_its_user_only()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var other = await AccountSeed.SignedUpAsync(Database, "b@example.org");
        var resets = new PasswordResetRecords(Database);
        await resets.AddAsync([1], account.User.Id, long.MaxValue, Entry(account, "link"));
        await resets.AddAsync([2], account.User.Id, long.MaxValue, Entry(account, "link"));
        await resets.AddAsync([3], other.User.Id, long.MaxValue, Entry(other, "link"));
        await resets.AddAsync([4], other.User.Id, 1, Entry(other, "link"));

        var used = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => resets.RedeemAsync([1], "new", Entry(account, "reset"), null)));

        Assert.Single(used, Effect.Done);
        Assert.Equal(Effect.Missed, await resets.RedeemAsync([2], "newer", Entry(account, "reset"), null));
        Assert.Equal(Effect.Missed, await resets.RedeemAsync([4], "newer", Entry(other, "reset"), null));
        Assert.Equal(("new", AccountSeed.Password), ((await Users.FindAsync(account.User.Id))!.Password, (await Users.FindAsync(other.User.Id))!.Password));
        Assert.Equal(other.Session.Id, await ScalarAsync<string>("SELECT id FROM sessions"));
        Assert.Equal((null, null, other.User), (await resets.FindAsync([1]), await resets.FindAsync([4]), await resets.FindAsync([3])));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'reset'"));
    }

    private Task<Effect> ChangeAsync(NewAccount account, string phc, IdempotencyCommit? key) =>
        Users.ChangePasswordAsync(account.User, phc, account.Session.Id, Entry(account, "account.password"), key);

    private static AuditEntry Entry(NewAccount account, string action) => Seed.Entry(account.Session.WorkspaceId, action);
}

public sealed class SqliteUserRecordsTests() : UserRecordsTests(postgres: false);

public sealed class PostgresUserRecordsTests() : UserRecordsTests(postgres: true);
