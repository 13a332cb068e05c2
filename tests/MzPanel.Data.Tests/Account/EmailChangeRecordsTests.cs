using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class EmailChangeRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const string Next = "ada@new.example.org";

    private EmailChangeRecords Changes => new(Database);

    [Fact]
    public async Task Of_many_who_confirm_at_once_one_does_and_links_to_the_old_address_are_void()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        await new PasswordResetRecords(Database).AddAsync([7], ada.User.Id, long.MaxValue, Seed.Entry(ada.Session.WorkspaceId, "reset"));
        Assert.Equal(Effect.Done, await AddAsync(ada, [1]));

        var confirmed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConfirmAsync(ada, [1])));

        Assert.Single(confirmed, Effect.Done);
        Assert.Equal(ada.User.Id, (await new UserRecords(Database).FindByEmailAsync(Next))?.Id);
        Assert.Null(await new UserRecords(Database).FindByEmailAsync("ada@example.org"));
        Assert.Null(await new PasswordResetRecords(Database).FindAsync([7]));
        Assert.Null(await Changes.FindAsync([1]));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'confirm'"));
    }

    [Fact]
    public async Task The_last_one_counts_and_only_for_the_password_that_was_proved()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");

        Assert.Equal(Effect.Done, await AddAsync(ada, [1]));
        Assert.Equal(Effect.Done, await AddAsync(ada, [2]));
        Assert.Equal(Effect.Missed, await AddAsync(ada, [3], password: "older"));

        Assert.Equal((Effect.Missed, Effect.Missed, Effect.Done), (await ConfirmAsync(ada, [1]), await ConfirmAsync(ada, [3]), await ConfirmAsync(ada, [2])));
    }

    [Fact]
    public async Task One_that_is_late_is_not_there_and_is_forgotten()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        await AddAsync(ada, [1], expiresAt: 1);

        Assert.Null(await Changes.FindAsync([1]));
        Assert.Equal(Effect.Missed, await ConfirmAsync(ada, [1]));
        await Changes.SweepAsync();
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM email_changes"));
    }

    [Fact]
    public async Task An_address_that_somebody_has_by_now_changes_nothing()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        await AddAsync(ada, [1]);
        await AccountSeed.SignedUpAsync(Database, Next);

        var refused = await Assert.ThrowsAsync<RecordConflictException>(() => ConfirmAsync(ada, [1]));

        Assert.Equal("users_email", refused.Constraint);
        Assert.Equal("ada@example.org", (await new UserRecords(Database).FindAsync(ada.User.Id))!.Email);
        Assert.NotNull(await Changes.FindAsync([1]));
    }

    [Fact]
    public async Task Under_one_key_it_is_asked_for_and_confirmed_once()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var (asked, confirmed) = (Key("ask"), Key("confirm"));

        Assert.Equal([Effect.Done, Effect.KeyTaken], new[] { await AddAsync(ada, [1], key: asked), await AddAsync(ada, [2], key: asked) });
        Assert.Equal([Effect.Done, Effect.KeyTaken], new[] { await ConfirmAsync(ada, [1], confirmed), await ConfirmAsync(ada, [1], confirmed) });
    }

    [Fact]
    public async Task Without_its_audit_row_the_address_stays()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        await AddAsync(ada, [1]);
        await RefuseInsertsAsync("audit", "NEW.action = 'confirm'");

        await Assert.ThrowsAnyAsync<Exception>(() => ConfirmAsync(ada, [1]));

        Assert.Equal("ada@example.org", (await new UserRecords(Database).FindAsync(ada.User.Id))!.Email);
    }

    private Task<Effect> AddAsync(NewAccount of, byte[] hash, string password = AccountSeed.Password, long expiresAt = long.MaxValue, IdempotencyCommit? key = null) =>
        Changes.AddAsync(new EmailChange(hash, of.User.Id, Next, expiresAt), password, Seed.Entry(of.Session.WorkspaceId, "ask"), key);

    private Task<Effect> ConfirmAsync(NewAccount of, byte[] hash, IdempotencyCommit? key = null) =>
        Changes.ConfirmAsync(hash, Seed.Entry(of.Session.WorkspaceId, "confirm"), key);

    private static IdempotencyCommit Key(string key) => new("caller", key, [1], 202, "{}", null, 5_000);
}

public sealed class SqliteEmailChangeRecordsTests() : EmailChangeRecordsTests(postgres: false);

public sealed class PostgresEmailChangeRecordsTests() : EmailChangeRecordsTests(postgres: true);
