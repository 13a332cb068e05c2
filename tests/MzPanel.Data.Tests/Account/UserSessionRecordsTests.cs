using Microsoft.Extensions.Time.Testing;
using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class UserSessionRecordsTests(bool postgres) : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000));
    private TestRecords? records;

    private Database Database => records!.Database;

    private UserSessionRecords Sessions => new(Database);

    public async ValueTask InitializeAsync() => records = postgres ? await TestRecords.PostgresAsync(time) : await TestRecords.SqliteAsync(time);

    public async ValueTask DisposeAsync()
    {
        await records!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_cookie_finds_who_is_behind_it_as_the_member_row_says_now()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        await Database.Control.WriteAsync([new("UPDATE members SET role = 'admin' WHERE user_id = @user", ("user", account.User.Id))]);

        var found = await Sessions.FindAsync(account.Session.Hash);

        Assert.Equal((account.User.Id, account.Session.WorkspaceId, "a@example.org", "admin", 1_000L),
            (found!.UserId, found.WorkspaceId, found.Email, found.Role, found.LastSeenAt));
        Assert.Null(await Sessions.FindAsync([1, 2, 3]));
    }

    [Theory]
    [InlineData("DELETE FROM members WHERE user_id = @user")]
    [InlineData("UPDATE workspaces SET closed_at = 1 WHERE EXISTS (SELECT 1 FROM users WHERE id = @user)")]
    [InlineData("DELETE FROM sessions WHERE user_id = @user")]
    public async Task What_is_taken_away_is_gone_at_once(string sql)
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");

        await Database.Control.WriteAsync([new(sql, ("user", account.User.Id))]);

        Assert.Null(await Sessions.FindAsync(account.Session.Hash));
    }

    [Fact]
    public async Task A_session_ends_by_idleness_and_by_age_and_is_swept()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var touched = AccountSeed.Session(account.User.Id, account.Session.WorkspaceId, "touched", 1_000);
        await Sessions.StartAsync(touched, AccountSeed.Password, Entry(account));
        await Sessions.TouchAsync(touched.Id, 1_000 + UserSessionRecords.IdleMs);

        time.Advance(TimeSpan.FromMilliseconds(UserSessionRecords.IdleMs));
        Assert.Null(await Sessions.FindAsync(account.Session.Hash));
        Assert.NotNull(await Sessions.FindAsync(touched.Hash));
        Assert.Equal([touched.Id], (await Sessions.ListAsync(account.User.Id, 50, null)).Rows.Select(s => s.Id));
        await Sessions.SweepAsync();
        Assert.Equal(1, await Database.FirstAsync<long>("SELECT count(*) FROM sessions"));

        await Sessions.TouchAsync(touched.Id, 1_000 + UserSessionRecords.LifeMs);
        time.Advance(TimeSpan.FromMilliseconds(UserSessionRecords.LifeMs - UserSessionRecords.IdleMs));
        Assert.Null(await Sessions.FindAsync(touched.Hash));
    }

    [Fact]
    public async Task No_session_for_a_password_that_was_changed_meanwhile()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var late = AccountSeed.Session(account.User.Id, account.Session.WorkspaceId, "late", 1_000);

        Assert.False(await Sessions.StartAsync(late, "another password", Entry(account)));

        Assert.Null(await Sessions.FindAsync(late.Hash));
    }

    [Fact]
    public async Task A_session_is_ended_once_and_by_its_user_only()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var other = await AccountSeed.SignedUpAsync(Database, "b@example.org");

        Assert.Equal(Effect.Missed, await Sessions.EndAsync(other.User.Id, account.Session.Id, Entry(other)));
        var ended = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Sessions.EndAsync(account.User.Id, account.Session.Id, Entry(account))));

        Assert.Single(ended, Effect.Done);
        Assert.Equal(1, await Database.FirstAsync<long>("SELECT count(*) FROM audit WHERE action = 'test'"));
        Assert.NotNull(await Sessions.FindAsync(other.Session.Hash));
    }

    [Fact]
    public async Task It_goes_to_a_workspace_of_its_user_under_another_cookie_and_to_no_other()
    {
        var (bob, ada) = (await AccountSeed.SignedUpAsync(Database, "bob@example.org"), await AccountSeed.SignedUpAsync(Database, "ada@example.org"));
        var asked = new SessionSwitch(bob.Session.Id, bob.User.Id, ada.Session.WorkspaceId, [1]);
        Assert.Equal(Effect.Missed, await Sessions.SwitchAsync(asked, Entry(ada), null));
        await Database.Control.WriteAsync(
            [new("INSERT INTO members (id, workspace_id, user_id, role, scope, created_at, version) VALUES ('mem_1', @workspace, @user, 'admin', '{}', 1, 1)",
                ("workspace", ada.Session.WorkspaceId), ("user", bob.User.Id))]);

        Assert.Equal(Effect.Missed, await Sessions.SwitchAsync(asked with { UserId = ada.User.Id }, Entry(ada), null));
        Assert.Equal(Effect.Done, await Sessions.SwitchAsync(asked, Entry(ada), null));

        Assert.Null(await Sessions.FindAsync(bob.Session.Hash));
        Assert.Equal((ada.Session.WorkspaceId, "admin"), await Sessions.FindAsync([1]) is { } found ? (found.WorkspaceId, found.Role) : default);
        Assert.Equal(1, await Database.FirstAsync<long>("SELECT count(*) FROM audit WHERE action = 'test'"));
    }

    private static Data.Audit.AuditEntry Entry(NewAccount account) => Seed.Entry(account.Session.WorkspaceId, "test");
}

public sealed class SqliteUserSessionRecordsTests() : UserSessionRecordsTests(postgres: false);

public sealed class PostgresUserSessionRecordsTests() : UserSessionRecordsTests(postgres: true);
