using MzPanel.Data.Account;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Team;
using MzPanel.Data.Tests.Account;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Team;

public abstract class InvitationRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private const string Bob = "bob@example.org";

    private InvitationRecords Invitations => new(Database);

    [Fact]
    public async Task Of_many_who_accept_at_once_one_becomes_a_member_with_a_session()
    {
        var (workspace, row) = await InvitedAsync();

        var accepted = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TryAsync(TeamSeed.Newcomer(row, $"cookie {i}"))));

        Assert.Single(accepted, true);
        Assert.False(await TryAsync(TeamSeed.Newcomer(row with { Email = "other@example.org" }, "later")));
        var member = (await new MemberRecords(Database).ListAsync(workspace, 10, null)).Rows.Single(m => m.Email == Bob);
        Assert.Equal(("operator", row.Scope), (member.Role, member.Scope));
        Assert.Equal((1L, 1L), (await CountAsync($"sessions WHERE user_id = '{member.UserId}'"), await CountAsync("audit WHERE action = 'accept'")));
        Assert.Null(await Invitations.FindAsync(row.Hash));
        Assert.Empty((await Invitations.ListAsync(workspace, 10, null)).Rows);
    }

    [Theory]
    [InlineData("UPDATE invitations SET expires_at = 1")]
    [InlineData("UPDATE invitations SET used_at = 1")]
    [InlineData("DELETE FROM invitations")]
    [InlineData("UPDATE workspaces SET closed_at = 1")]
    public async Task What_is_no_longer_good_lets_nobody_in_and_leaves_nothing(string sql)
    {
        var (workspace, row) = await InvitedAsync();

        await ExecuteAsync(sql);

        Assert.False(await TryAsync(TeamSeed.Newcomer(row)));
        Assert.Null(await Invitations.FindAsync(row.Hash));
        Assert.Equal((0L, 0L, 0L), (await CountAsync($"users WHERE email = '{Bob}'"), await CountAsync($"members WHERE workspace_id = '{workspace}' AND role = 'operator'"),
            await CountAsync("audit WHERE action = 'accept'")));
    }

    [Fact]
    public async Task A_person_with_an_account_is_let_in_for_a_proof_that_still_holds()
    {
        var (workspace, row) = await InvitedAsync();
        var bob = await AccountSeed.SignedUpAsync(Database, Bob);
        var other = await AccountSeed.SignedUpAsync(Database, "eve@example.org");

        Assert.False(await TryAsync(TeamSeed.Known(row, bob.User with { Password = "older" }, new PersonProof(null, null))));
        Assert.False(await TryAsync(TeamSeed.Known(row, bob.User, new PersonProof(other.Session.Id, null))));
        Assert.False(await TryAsync(TeamSeed.Known(row, other.User with { Email = Bob }, new PersonProof(null, null))));
        Assert.False(await TryAsync(TeamSeed.Known(row, bob.User, new PersonProof(null, new FactorProof("mfa_1", 1)))));
        Assert.True(await TryAsync(TeamSeed.Known(row, bob.User, new PersonProof(bob.Session.Id, null))));

        Assert.Equal([("operator", workspace), ("owner", bob.Session.WorkspaceId)],
            (await new MemberRecords(Database).PlacesAsync(bob.User.Id)).Select(place => (place.Role, place.Id)).Order());
        Assert.Equal(workspace, await ScalarAsync<string>("SELECT workspace_id FROM sessions WHERE user_id = @Id", new { bob.User.Id }));
    }

    [Fact]
    public async Task Who_has_a_factor_is_not_let_in_without_it_and_its_code_is_used_up()
    {
        var (_, row) = await InvitedAsync();
        var bob = await AccountSeed.SignedUpAsync(Database, Bob);
        await Database.Control.WriteAsync(
        [
            new("INSERT INTO totp (user_id, id, sealed, created_at, confirmed_at, last_step) VALUES (@user, 'mfa_1', @sealed, 1, 1, 7)",
                ("user", bob.User.Id), ("sealed", new byte[] { 1 })),
        ]);

        Assert.False(await TryAsync(TeamSeed.Known(row, bob.User, new PersonProof(null, null))));
        Assert.False(await TryAsync(TeamSeed.Known(row, bob.User, new PersonProof(null, new FactorProof("mfa_1", 7)))));
        Assert.True(await TryAsync(TeamSeed.Known(row, bob.User, new PersonProof(null, new FactorProof("mfa_1", 8)))));
        Assert.Equal(8, await ScalarAsync<long>("SELECT last_step FROM totp"));
    }

    [Fact]
    public async Task An_account_made_meanwhile_is_not_taken_over()
    {
        var (_, row) = await InvitedAsync();
        await AccountSeed.SignedUpAsync(Database, Bob);

        var refused = await Assert.ThrowsAsync<RecordConflictException>(() => Invitations.AcceptAsync(TeamSeed.Newcomer(row), Seed.Entry(row.WorkspaceId, "accept")));

        Assert.Equal("users_email", refused.Constraint);
        Assert.NotNull(await Invitations.FindAsync(row.Hash));
    }

    [Fact]
    public async Task Another_one_to_the_same_address_voids_the_first_and_a_member_is_not_invited()
    {
        var (workspace, row) = await InvitedAsync();

        Assert.Equal(Effect.Done, await AddAsync(TeamSeed.Invitation(workspace, Bob, "inv_2")));
        Assert.Null(await Invitations.FindAsync(row.Hash));
        Assert.Equal("inv_2", Assert.Single((await Invitations.ListAsync(workspace, 10, null)).Rows).Id);
        Assert.Equal(Effect.Missed, await AddAsync(TeamSeed.Invitation(workspace, "ada@example.org", "inv_3")));
        Assert.Equal(2, await CountAsync("audit WHERE action = 'invite'"));
    }

    [Fact]
    public async Task Of_two_hundred_open_ones_each_may_be_replaced_and_none_added()
    {
        var (workspace, _) = await InvitedAsync();
        await Task.WhenAll(Enumerable.Range(2, InvitationRecords.Most).Select(i => AddAsync(TeamSeed.Invitation(workspace, $"p{i}@example.org", $"inv_{i}"))));

        Assert.Equal(InvitationRecords.Most, await CountAsync("invitations"));
        Assert.Equal(Effect.Missed, await AddAsync(TeamSeed.Invitation(workspace, "one.more@example.org", "inv_more")));
        Assert.Equal(Effect.Done, await AddAsync(TeamSeed.Invitation(workspace, Bob, "inv_again")));
    }

    [Fact]
    public async Task Under_one_key_one_is_made_and_its_answer_kept()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 201, "{}", "/v1/team/invitations/inv_1", 5_000);

        var made = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => AddAsync(TeamSeed.Invitation(ada.Session.WorkspaceId, Bob, $"inv_{i}"), key)));

        Assert.Single(made, Effect.Done);
        Assert.Equal(3, made.Count(effect => effect == Effect.KeyTaken));
        Assert.Equal((1L, 1L), (await CountAsync("invitations"), await CountAsync("idempotency WHERE status = 201")));
    }

    [Fact]
    public async Task Withdrawn_it_is_gone_and_nobody_of_another_workspace_sees_or_withdraws_it()
    {
        var (workspace, row) = await InvitedAsync();
        var eve = await AccountSeed.SignedUpAsync(Database, "eve@example.org");

        Assert.Null(await Invitations.FindAsync(eve.Session.WorkspaceId, row.Id));
        Assert.False(await WithdrawAsync(row with { WorkspaceId = eve.Session.WorkspaceId }));
        Assert.False(await WithdrawAsync(row with { Version = 2 }));
        Assert.True(await WithdrawAsync(row));
        Assert.False(await WithdrawAsync(row));
        Assert.False(await TryAsync(TeamSeed.Newcomer(row)));
        Assert.Equal((1L, 0L), (await CountAsync("audit WHERE action = 'withdraw'"), await CountAsync($"members WHERE workspace_id = '{workspace}' AND role <> 'owner'")));
    }

    [Fact]
    public async Task What_became_of_its_link_is_noted_once_and_raises_its_version()
    {
        var (workspace, row) = await InvitedAsync();

        await Invitations.NoteDeliveryAsync(row, LinkDelivery.Sent, Seed.Entry(workspace, "mail"));
        await Invitations.NoteDeliveryAsync(row, LinkDelivery.Failed, Seed.Entry(workspace, "mail"));

        var noted = await Invitations.FindAsync(workspace, row.Id);
        Assert.Equal((LinkDelivery.Sent, 2L, 1L), (noted!.Delivery, noted.Version, await CountAsync("audit WHERE action = 'mail'")));
    }

    [Fact]
    public async Task Without_its_audit_row_nothing_happens()
    {
        var (workspace, row) = await InvitedAsync();
        await RefuseInsertsAsync("audit", "NEW.action IN ('invite', 'accept', 'withdraw')");

        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(TeamSeed.Invitation(workspace, "carl@example.org", "inv_2")));
        await Assert.ThrowsAnyAsync<Exception>(() => TryAsync(TeamSeed.Newcomer(row)));
        await Assert.ThrowsAnyAsync<Exception>(() => WithdrawAsync(row));

        Assert.Equal((1L, 1L), (await CountAsync("invitations WHERE used_at IS NULL"), await CountAsync("members")));
    }

    private async Task<(string Workspace, InvitationRow Row)> InvitedAsync()
    {
        var ada = await AccountSeed.SignedUpAsync(Database, "ada@example.org");
        var row = TeamSeed.Invitation(ada.Session.WorkspaceId, Bob);
        Assert.Equal(Effect.Done, await AddAsync(row));
        return (row.WorkspaceId, row);
    }

    private Task<Effect> AddAsync(InvitationRow row, IdempotencyCommit? key = null) => Invitations.AddAsync(row, Seed.Entry(row.WorkspaceId, "invite"), key);

    private Task<bool> WithdrawAsync(InvitationRow row) => Invitations.WithdrawAsync(row, Seed.Entry(row.WorkspaceId, "withdraw"));

    // Two newcomers of one address at once: the second finds the account made.
    private async Task<bool> TryAsync(Acceptance acceptance)
    {
        try
        {
            return await Invitations.AcceptAsync(acceptance, Seed.Entry(acceptance.Invitation.WorkspaceId, "accept"));
        }
        catch (RecordConflictException e) when (e.Constraint == "users_email")
        {
            return false;
        }
    }

    private Task<long> CountAsync(string what) => ScalarAsync<long>("SELECT count(*) FROM " + what);
}

public sealed class SqliteInvitationRecordsTests() : InvitationRecordsTests(postgres: false);

public sealed class PostgresInvitationRecordsTests() : InvitationRecordsTests(postgres: true);
