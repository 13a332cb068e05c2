using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Testing;

namespace MzPanel.Data.Tests.Account;

public abstract class ApiTokenRecordsTests(bool postgres) : RecordsTest(postgres)
{
    private ApiTokenRecords Tokens => new(Database);

    [Fact]
    public async Task A_token_finds_its_maker_as_the_member_row_says_now()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var token = Row(account, "tok_1");
        Assert.Equal(Effect.Done, await AddAsync(account, token));
        await ExecuteAsync("UPDATE members SET role = 'operator'");

        var found = await Tokens.FindAsync(token.Hash);

        Assert.Equal(("tok_1", account.User.Id, account.Session.WorkspaceId, "operator", "jobs:read", (long?)null),
            (found!.TokenId, found.UserId, found.WorkspaceId, found.Role, found.Scopes, found.LastUsedAt));
        Assert.Null(await Tokens.FindAsync([9]));
    }

    [Theory]
    [InlineData("DELETE FROM members")]
    [InlineData("UPDATE workspaces SET closed_at = 1")]
    [InlineData("UPDATE api_tokens SET expires_at = 1")]
    public async Task What_is_taken_away_is_gone_at_once(string sql)
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        await AddAsync(account, Row(account, "tok_1"));

        await ExecuteAsync(sql);

        Assert.Null(await Tokens.FindAsync(Row(account, "tok_1").Hash));
    }

    [Fact]
    public async Task Who_was_removed_and_comes_back_has_none_of_the_old_tokens()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        await AddAsync(account, Row(account, "tok_1"));

        await ExecuteAsync("UPDATE members SET id = 'mem_again'");

        Assert.Null(await Tokens.FindAsync(Row(account, "tok_1").Hash));
        Assert.Empty((await Tokens.ListAsync(account.Session.WorkspaceId, null, 10, null)).Rows);
        await Tokens.SweepAsync();
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM api_tokens"));
    }

    [Fact]
    public async Task A_revoked_token_takes_those_it_made_with_it_and_leaves_the_others()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        foreach (var (id, maker) in new[] { ("tok_1", null), ("tok_2", "tok_1"), ("tok_3", "tok_2"), ("tok_4", (string?)null) })
            Assert.Equal(Effect.Done, await AddAsync(account, Row(account, id) with { MadeBy = maker }));

        Assert.True(await RevokeAsync(account, "tok_1"));
        Assert.False(await RevokeAsync(account, "tok_1"));

        Assert.Equal("tok_4", await ScalarAsync<string>("SELECT id FROM api_tokens"));
        Assert.Equal(Effect.Missed, await AddAsync(account, Row(account, "tok_5") with { MadeBy = "tok_1" }));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM audit WHERE action = 'revoke'"));
    }

    [Fact]
    public async Task Nobody_revokes_or_lists_what_is_of_another_workspace_or_maker()
    {
        var (one, other) = (await AccountSeed.SignedUpAsync(Database, "a@example.org"), await AccountSeed.SignedUpAsync(Database, "b@example.org"));
        await AddAsync(one, Row(one, "tok_1"));

        Assert.False(await RevokeAsync(other, "tok_1"));
        Assert.False(await Tokens.RevokeAsync(one.Session.WorkspaceId, other.User.Id, "tok_1", Entry(one, "revoke")));
        Assert.Empty((await Tokens.ListAsync(other.Session.WorkspaceId, null, 10, null)).Rows);
        Assert.Empty((await Tokens.ListAsync(one.Session.WorkspaceId, other.User.Id, 10, null)).Rows);
        Assert.Equal("tok_1", (await Tokens.ListAsync(one.Session.WorkspaceId, one.User.Id, 10, null)).Rows.Single().Id);
    }

    [Fact]
    public async Task Only_members_have_tokens_and_not_without_end()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        for (var i = 0; i < ApiTokenRecords.Most; i++)
            Assert.Equal(Effect.Done, await AddAsync(account, Row(account, $"tok_{i}")));

        Assert.Equal(Effect.Missed, await AddAsync(account, Row(account, "tok_more")));
        Assert.Equal(Effect.Missed, await AddAsync(account, Row(account, "tok_x") with { WorkspaceId = "wks_other" }));
    }

    [Fact]
    public async Task Under_one_key_a_token_is_made_once()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        var key = new IdempotencyCommit("caller", "key", [1], 201, "", null, 5_000);

        Assert.Equal(Effect.Done, await Tokens.AddAsync(Row(account, "tok_1"), Entry(account, "create"), key));
        Assert.Equal(Effect.KeyTaken, await Tokens.AddAsync(Row(account, "tok_2"), Entry(account, "create"), key));

        Assert.Equal("tok_1", await ScalarAsync<string>("SELECT id FROM api_tokens"));
    }

    [Fact]
    public async Task Use_is_noted()
    {
        var account = await AccountSeed.SignedUpAsync(Database, "a@example.org");
        await AddAsync(account, Row(account, "tok_1"));

        await Tokens.TouchAsync("tok_1", 5_000);
        await Tokens.TouchAsync("tok_1", 4_000);

        Assert.Equal(5_000, (await Tokens.FindAsync(Row(account, "tok_1").Hash))!.LastUsedAt);
    }

    private Task<Effect> AddAsync(NewAccount account, ApiTokenRow token) => Tokens.AddAsync(token, Entry(account, "create"), null);

    private Task<bool> RevokeAsync(NewAccount account, string id) => Tokens.RevokeAsync(account.Session.WorkspaceId, null, id, Entry(account, "revoke"));

    private static ApiTokenRow Row(NewAccount account, string id) => new()
    {
        Id = id, Hash = System.Text.Encoding.UTF8.GetBytes(id), WorkspaceId = account.Session.WorkspaceId, UserId = account.User.Id,
        Name = "ci", Scopes = "jobs:read", LastFour = "abcd", CreatedAt = 1_000,
    };

    private static AuditEntry Entry(NewAccount account, string action) => Seed.Entry(account.Session.WorkspaceId, action);
}

public sealed class SqliteApiTokenRecordsTests() : ApiTokenRecordsTests(postgres: false);

public sealed class PostgresApiTokenRecordsTests() : ApiTokenRecordsTests(postgres: true);
