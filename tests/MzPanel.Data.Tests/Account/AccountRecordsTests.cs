using MzPanel.Data.Account;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class AccountRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private static readonly byte[] Token = [1, 2, 3];

    private AccountRecords Accounts => new(Database);

    [Fact]
    public async Task Of_many_set_ups_at_once_one_takes_place_whatever_token_they_hold()
    {
        var tokens = new SetupTokenRecords(Database);
        for (byte i = 0; i < 10; i++)
            await tokens.AddAsync([i]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SetUpAsync($"u{i}@example.org", [(byte)i])));

        Assert.Single(outcomes, AccountOutcome.Created);
        Assert.Equal(9, outcomes.Count(o => o == AccountOutcome.AlreadySetUp));
        Assert.Equal((1, 1, 1, 1), (await CountAsync("users"), await CountAsync("workspaces"), await CountAsync("sessions"), await CountAsync("audit")));
        Assert.False(await tokens.IsGoodAsync([9]));
    }

    [Fact]
    public async Task Set_up_needs_a_token_and_an_installation_without_people()
    {
        await new SetupTokenRecords(Database).AddAsync(Token);
        Assert.Equal(AccountOutcome.AlreadySetUp, await SetUpAsync("a@example.org", [9]));
        Assert.False(await Accounts.AnyAsync());

        await AccountSeed.SignedUpAsync(Database, "first@example.org");

        Assert.Equal(AccountOutcome.AlreadySetUp, await SetUpAsync("a@example.org", Token));
        Assert.True(await Accounts.AnyAsync());
    }

    [Fact]
    public async Task An_address_is_taken_once_and_a_refused_account_leaves_nothing()
    {
        await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var again = AccountSeed.Account("a@example.org", "other");

        Assert.Equal(AccountOutcome.EmailTaken, await Accounts.SignUpAsync(again, Seed.Entry(again.Session.WorkspaceId, "account.sign_up")));

        Assert.Equal((1, 1), (await CountAsync("workspaces"), await CountAsync("audit")));
    }

    [Fact]
    public async Task No_account_without_its_audit_row()
    {
        await RefuseInsertsAsync("audit", "NEW.action = 'account.sign_up'");
        var account = AccountSeed.Account("a@example.org");

        await Assert.ThrowsAnyAsync<Exception>(() => Accounts.SignUpAsync(account, Seed.Entry(account.Session.WorkspaceId, "account.sign_up")));

        Assert.Equal((0, 0), (await CountAsync("users"), await CountAsync("sessions")));
    }

    [Fact]
    public async Task Figures_count_the_servers_that_are_there()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var gone = await Seed.ServerAsync(account.Session.WorkspaceId);
        await Seed.ServerAsync(account.Session.WorkspaceId);
        await Seed.ServerAsync();
        await ExecuteAsync($"UPDATE servers SET deleted_at = 1 WHERE id = '{gone.Id}'");

        Assert.Equal(new WorkspaceFigures("Test", "manual", "unlimited", 1, 0), await Accounts.FiguresAsync(account.Session.WorkspaceId));
        Assert.Null(await Accounts.FiguresAsync("wks_other"));
    }

    protected Task<AccountOutcome> SetUpAsync(string email, byte[] token, Database? silo = null)
    {
        var account = AccountSeed.Account(email);
        return new AccountRecords(silo ?? Database).SetUpAsync(account, token, Seed.Entry(account.Session.WorkspaceId, "account.setup"));
    }

    private Task<long> CountAsync(string table) => ScalarAsync<long>($"SELECT count(*) FROM {table}");
}

public sealed class SqliteAccountRecordsTests() : AccountRecordsTests(postgres: false);

public sealed class PostgresAccountRecordsTests() : AccountRecordsTests(postgres: true)
{
    [Fact]
    public async Task Of_set_ups_on_two_silos_at_once_one_takes_place()
    {
        await using var other = await Database.OpenAsync(Records.Options, TimeProvider.System, CancellationToken.None);
        for (byte i = 0; i < 20; i++)
            await new SetupTokenRecords(Database).AddAsync([i]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SetUpAsync($"u{i}@example.org", [(byte)i], i % 2 == 0 ? Database : other)));

        Assert.Single(outcomes, AccountOutcome.Created);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM users"));
    }
}
