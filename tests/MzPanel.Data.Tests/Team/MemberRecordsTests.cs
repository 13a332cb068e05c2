using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Team;
using MzPanel.Data.Tests.Account;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Team;

public abstract class MemberRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const string Bob = "bob@example.org";

    private MemberRecords Members => new(Database);

    [Fact]
    public async Task Another_role_and_scope_count_at_the_next_look_and_only_for_the_version_that_was_seen()
    {
        var (ada, bob) = await TeamAsync();

        Assert.True(await ChangeAsync(bob, "customer", """{"type":"all"}"""));
        Assert.False(await ChangeAsync(bob, "admin", bob.Scope));

        var found = await Members.PlaceAsync(bob.UserId, bob.WorkspaceId);
        Assert.Equal(("customer", """{"type":"all"}"""), (found!.Role, found.Scope));
        Assert.Equal(1, await CountAsync("audit WHERE action = 'change'"));
        Assert.Null(await Members.FindAsync("wks_other", bob.Id));
        Assert.False(await ChangeAsync(await OwnerAsync(ada), "admin", bob.Scope));
    }

    [Fact]
    public async Task Who_is_removed_has_no_session_and_no_token_left_and_without_another_workspace_no_account()
    {
        var (_, bob) = await TeamAsync();
        await new ApiTokenRecords(Database).AddAsync(
            new ApiTokenRow { Id = "tok_1", Hash = [1], WorkspaceId = bob.WorkspaceId, UserId = bob.UserId, Name = "ci", Scopes = "*", LastFour = "abcd", CreatedAt = 1 },
            Seed.Entry(bob.WorkspaceId, "token"), null);

        Assert.True(await RemoveAsync(bob));
        Assert.False(await RemoveAsync(bob));

        Assert.Null(await new ApiTokenRecords(Database).FindAsync([1]));
        Assert.Equal((0L, 0L, 1L), (await CountAsync($"sessions WHERE user_id = '{bob.UserId}'"), await CountAsync($"users WHERE email = '{Bob}'"), await CountAsync("audit WHERE action = 'remove'")));
        await AccountSeed.SignedUpAsync(Database, Bob);
    }

    [Fact]
    public async Task Who_is_removed_and_belongs_elsewhere_keeps_the_account_and_the_sessions_there()
    {
        var own = await AccountSeed.SignedUpAsync(Database, Bob);
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var bob = await TeamSeed.JoinAsync(Database, ada.Session.WorkspaceId, Bob);

        Assert.True(await RemoveAsync(bob));

        Assert.Equal(own.Session.Id, await ScalarAsync<string>("SELECT id FROM sessions WHERE user_id = @Id", new { own.User.Id }));
        Assert.Equal(own.Session.WorkspaceId, Assert.Single(await Members.PlacesAsync(own.User.Id)).Id);
        Assert.Null(await Members.PlaceAsync(own.User.Id, ada.Session.WorkspaceId));
    }

    [Fact]
    public async Task A_workspace_has_one_owner_whatever_happens_at_once()
    {
        var (ada, bob) = await TeamAsync();
        var carl = await TeamSeed.JoinAsync(Database, ada.Session.WorkspaceId, "carl@example.org");

        var given = await Task.WhenAll(
            [
                .. new[] { bob, carl, bob, carl }.Select(heir => TransferAsync(ada, heir)),
                .. new[] { bob, carl }.Select(async m => await RemoveAsync(m) ? Effect.Missed : Effect.Missed),
                .. new[] { bob, carl }.Select(async m => await ChangeAsync(m, "customer", m.Scope) ? Effect.Missed : Effect.Missed),
            ]);

        Assert.InRange(given.Count(effect => effect == Effect.Done), 0, 1);
        Assert.Equal(1, await CountAsync($"members WHERE workspace_id = '{ada.Session.WorkspaceId}' AND role = 'owner'"));
        Assert.Equal(given.Count(effect => effect == Effect.Done), await CountAsync("audit WHERE action = 'transfer'"));
    }

    [Fact]
    public async Task It_is_handed_over_whole_for_the_password_that_was_proved()
    {
        var (ada, bob) = await TeamAsync();

        Assert.Equal(Effect.Missed, await TransferAsync(ada, bob, "older"));
        Assert.Equal(Effect.Missed, await TransferAsync(ada, bob with { Id = "mem_nobody" }));
        Assert.Equal(Effect.Missed, await TransferAsync(ada, await OwnerAsync(ada)));
        Assert.Equal(Effect.Done, await TransferAsync(ada, bob));
        Assert.Equal(Effect.Missed, await TransferAsync(ada, bob));

        var (given, got) = (await Members.PlaceAsync(ada.User.Id, bob.WorkspaceId), await Members.PlaceAsync(bob.UserId, bob.WorkspaceId));
        Assert.Equal(("admin", "owner", MemberRow.WholeWorkspace), (given!.Role, got!.Role, got.Scope));
    }

    [Fact]
    public async Task Under_one_key_it_is_handed_over_once()
    {
        var (ada, bob) = await TeamAsync();
        var key = new IdempotencyCommit("caller", "key", [1], 200, "{}", null, 5_000);

        Assert.Equal([Effect.Done, Effect.KeyTaken], new[] { await TransferAsync(ada, bob, key: key), await TransferAsync(ada, bob, key: key) });
    }

    [Fact]
    public async Task Without_its_audit_row_nothing_changes()
    {
        var (ada, bob) = await TeamAsync();
        await RefuseInsertsAsync("audit", "NEW.action IN ('change', 'remove', 'transfer')");

        await Assert.ThrowsAnyAsync<Exception>(() => ChangeAsync(bob, "customer", bob.Scope));
        await Assert.ThrowsAnyAsync<Exception>(() => RemoveAsync(bob));
        await Assert.ThrowsAnyAsync<Exception>(() => TransferAsync(ada, bob));

        Assert.Equal(bob, await Members.FindAsync(bob.WorkspaceId, bob.Id));
    }

    [Fact]
    public async Task Lists_are_of_one_workspace_and_page_by_page_tell_each_once()
    {
        var (ada, _) = await TeamAsync();
        await TeamSeed.JoinAsync(Database, ada.Session.WorkspaceId, "carl@example.org");
        await AccountSeed.SignedUpAsync(Database, "eve@example.org");
        var (seen, cursor) = (new List<string>(), (string?)null);
        do
        {
            var (rows, next) = await Members.ListAsync(ada.Session.WorkspaceId, 1, cursor);
            seen.AddRange(rows.Select(member => member.Email));
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(["ada@example.org", Bob, "carl@example.org"], seen.Order());
    }

    [Fact]
    public async Task Servers_and_sites_of_a_scope_are_counted_in_the_workspace_only()
    {
        var (ada, _) = await TeamAsync();
        var (own, foreign) = (await Seed.ServerAsync(ada.Session.WorkspaceId), await Seed.ServerAsync());

        Assert.Equal(1, await Members.CountServersAsync(ada.Session.WorkspaceId, [own.Id, foreign.Id, "srv_nobody"]));
        Assert.Equal(0, await Members.CountServersAsync(ada.Session.WorkspaceId, []));
        var (site, other) = (await Seed.SiteAsync(own), await Seed.SiteAsync(foreign));
        Assert.Equal(1, await Members.CountSitesAsync(ada.Session.WorkspaceId, [site, other, "site_of_nobody"]));
        Assert.Equal(0, await Members.CountSitesAsync(ada.Session.WorkspaceId, []));
    }

    private async Task<(NewAccount Ada, MemberRow Bob)> TeamAsync()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        return (ada, await TeamSeed.JoinAsync(Database, ada.Session.WorkspaceId, Bob));
    }

    private async Task<MemberRow> OwnerAsync(NewAccount ada) =>
        (await Members.ListAsync(ada.Session.WorkspaceId, 10, null)).Rows.Single(member => member.UserId == ada.User.Id);

    private Task<bool> ChangeAsync(MemberRow before, string role, string scope) => Members.ChangeAsync(before, role, scope, Seed.Entry(before.WorkspaceId, "change"));

    private Task<bool> RemoveAsync(MemberRow before) => Members.RemoveAsync(before, Seed.Entry(before.WorkspaceId, "remove"));

    private Task<Effect> TransferAsync(NewAccount ada, MemberRow heir, string password = AccountSeed.Password, IdempotencyCommit? key = null) =>
        Members.TransferAsync(new Transfer(ada.Session.WorkspaceId, ada.User.Id, password, heir.Id), Seed.Entry(ada.Session.WorkspaceId, "transfer"), key);

    private Task<long> CountAsync(string what) => ScalarAsync<long>("SELECT count(*) FROM " + what);
}

public sealed class SqliteMemberRecordsTests() : MemberRecordsTests(postgres: false);

public sealed class PostgresMemberRecordsTests() : MemberRecordsTests(postgres: true);
