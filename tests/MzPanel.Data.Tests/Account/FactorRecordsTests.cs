using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class FactorRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private FactorRecords Factors => new(Database);

    private UserSessionRecords Sessions => new(Database);

    [Fact]
    public async Task A_factor_begun_again_takes_the_place_of_the_first_until_one_is_confirmed()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var (first, second) = (Row(account, "mfa_1"), Row(account, "mfa_2"));

        Assert.Equal(Effect.Done, await BeginAsync(account, first));
        Assert.Equal(Effect.Done, await BeginAsync(account, second));
        Assert.Equal(Effect.Missed, await ConfirmAsync(account, first));
        Assert.Equal(Effect.Done, await ConfirmAsync(account, second));
        Assert.Equal(Effect.Missed, await ConfirmAsync(account, second));
        Assert.Equal(Effect.Missed, await BeginAsync(account, first));

        var kept = await Factors.FindAsync(account.User.Id);
        Assert.Equal(("mfa_2", true, 7L), (kept!.Id, kept.IsInForce, kept.LastStep));
        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM recovery_codes"));
        Assert.Equal((2L, 1L), (await AuditedAsync("begin"), await AuditedAsync("confirm")));
    }

    [Fact]
    public async Task Under_one_key_a_factor_is_begun_and_confirmed_once()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 200, "", null, 5_000);

        var begun = new[] { await BeginAsync(account, Row(account, "mfa_1"), key), await BeginAsync(account, Row(account, "mfa_2"), key) };

        Assert.Equal([Effect.Done, Effect.KeyTaken], begun);
        Assert.Equal("mfa_1", (await Factors.FindAsync(account.User.Id))!.Id);
    }

    [Fact]
    public async Task Of_many_sign_ins_with_one_code_one_begins_a_session()
    {
        var account = await EnrolledAsync();
        foreach (var proof in new[] { new FactorProof("mfa_1", 8), new FactorProof("mfa_1", 0, [1]) })
        {
            var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => StartAsync(account, $"{proof.Step} {i}", proof)));
            Assert.Single(begun, true);
        }

        Assert.False(await StartAsync(account, "older step", new FactorProof("mfa_1", 7)));
        Assert.False(await StartAsync(account, "no such code", new FactorProof("mfa_1", 0, [9])));
        Assert.False(await StartAsync(account, "another enrolment", new FactorProof("mfa_0", 99)));
        Assert.False(await StartAsync(account, "another enrolment", new FactorProof("mfa_0", 0, [2])));
        Assert.False(await StartAsync(account, "no code", null));
        Assert.True(await StartAsync(account, "next step", new FactorProof("mfa_1", 9)));
        Assert.Equal(3, await AuditedAsync("sign_in"));
    }

    [Fact]
    public async Task A_factor_that_is_only_begun_is_not_asked_for()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        await BeginAsync(account, Row(account, "mfa_1"));

        Assert.True(await StartAsync(account, "s", null));
        Assert.False(await StartAsync(account, "t", new FactorProof("mfa_1", 8)));
        Assert.Equal(0, (await Sessions.FindAsync("s"u8.ToArray()))!.Factors);
    }

    [Fact]
    public async Task A_session_knows_whether_its_user_has_a_factor()
    {
        var account = await EnrolledAsync();

        Assert.True(await StartAsync(account, "s", new FactorProof("mfa_1", 8)));

        Assert.Equal(1, (await Sessions.FindAsync("s"u8.ToArray()))!.Factors);
    }

    [Fact]
    public async Task A_factor_goes_with_its_codes_for_a_fresh_code_or_the_password_that_was_proved()
    {
        var account = await EnrolledAsync();
        var audit = Entry(account, "remove");

        Assert.False(await Factors.RemoveAsync(account.User.Id, new FactorProof("mfa_1", 7), audit));
        Assert.False(await Factors.RemoveAsync(account.User.Id, new FactorProof("mfa_1", 0, [9]), audit));
        Assert.False(await Factors.RemoveAsync(account.User.Id, "another password", audit));
        Assert.NotNull(await Factors.FindAsync(account.User.Id));
        Assert.True(await Factors.RemoveAsync(account.User.Id, new FactorProof("mfa_1", 0, [2]), audit));
        Assert.False(await Factors.RemoveAsync(account.User.Id, AccountSeed.Password, audit));

        Assert.Null(await Factors.FindAsync(account.User.Id));
        Assert.Equal((0L, 1L), (await ScalarAsync<long>("SELECT count(*) FROM recovery_codes"), await AuditedAsync("remove")));
    }

    [Fact]
    public async Task A_link_of_whoever_runs_the_installation_takes_the_factor_away_and_no_other_link_does()
    {
        var account = await EnrolledAsync();
        var resets = new PasswordResetRecords(Database);

        await resets.AddAsync([1], account.User.Id, long.MaxValue, Entry(account, "link"));
        Assert.NotNull(await Factors.FindAsync(account.User.Id));
        await resets.AddAsync([2], account.User.Id, long.MaxValue, Entry(account, "link"), clearsFactor: true);

        Assert.Null(await Factors.FindAsync(account.User.Id));
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM recovery_codes"));
    }

    [Fact]
    public async Task Where_the_audit_refuses_the_factor_stays()
    {
        var account = await EnrolledAsync();
        await RefuseInsertsAsync("audit", "NEW.action = 'remove'");

        await Assert.ThrowsAnyAsync<Exception>(() => Factors.RemoveAsync(account.User.Id, AccountSeed.Password, Entry(account, "remove")));

        Assert.NotNull(await Factors.FindAsync(account.User.Id));
    }

    private async Task<NewAccount> EnrolledAsync()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        await BeginAsync(account, Row(account, "mfa_1"));
        Assert.Equal(Effect.Done, await ConfirmAsync(account, Row(account, "mfa_1")));
        return account;
    }

    private Task<Effect> BeginAsync(NewAccount account, FactorRow row, IdempotencyCommit? key = null) => Factors.BeginAsync(row, Entry(account, "begin"), key);

    private Task<Effect> ConfirmAsync(NewAccount account, FactorRow row) => Factors.ConfirmAsync(row, 7, [[1], [2]], Entry(account, "confirm"), null);

    private Task<bool> StartAsync(NewAccount account, string hash, FactorProof? proof) => Sessions.StartAsync(
        AccountSeed.Session(account.User.Id, account.Session.WorkspaceId, hash, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
        AccountSeed.Password, Entry(account, "sign_in"), proof);

    private async Task<long> AuditedAsync(string action) => await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = @action", new { action });

    private static FactorRow Row(NewAccount account, string id) => new() { UserId = account.User.Id, Id = id, Sealed = [1, 2], CreatedAt = 1_000 };

    private static AuditEntry Entry(NewAccount account, string action) => Seed.Entry(account.Session.WorkspaceId, action);
}

public sealed class SqliteFactorRecordsTests() : FactorRecordsTests(postgres: false);

public sealed class PostgresFactorRecordsTests() : FactorRecordsTests(postgres: true);
