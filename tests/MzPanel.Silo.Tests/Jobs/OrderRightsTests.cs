using Microsoft.Extensions.Options;
using MzPanel.Data;
using MzPanel.Data.Account;
using MzPanel.Data.Rollouts;
using MzPanel.Data.Team;
using MzPanel.Silo.Http;
using MzPanel.Silo.Jobs;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Jobs;

public sealed class OrderRightsTests : IAsyncLifetime
{
    private TestRecords? records;

    private Database Database => records!.Database;

    public async ValueTask InitializeAsync() => records = await TestRecords.SqliteAsync();

    public ValueTask DisposeAsync() => records!.DisposeAsync();

    [Theory]
    [InlineData("shell.run", "operator", null, "does not allow the free shell")]
    [InlineData("shell.run", "owner", "jobs:write", "shell:run")]
    [InlineData("system.info", "customer", null, "may not run jobs on servers")]
    [InlineData("system.info", "owner", "jobs:read", "may not run jobs")]
    [InlineData("system.info", "operator", null, null)]
    public void Role_and_scopes_are_asked_again(string kind, string role, string? scope, string? refusal)
    {
        var maker = Maker(role) with { TokenScopes = scope is null ? null : [scope] };

        AssertRefused(refusal, Rights().Refusal(Order(kind), maker));
    }

    [Theory]
    [InlineData("owner", false, "second factor")]
    [InlineData("admin", false, "second factor")]
    [InlineData("owner", true, null)]
    [InlineData("operator", false, null)]
    public void A_second_factor_that_is_required_is_required_of_what_runs_later_too(string role, bool hasFactor, string? refusal) =>
        AssertRefused(refusal, Rights(new AccessOptions { RequireSecondFactor = true }).Refusal(Order("system.info"), Maker(role) with { HasFactor = hasFactor }));

    [Fact]
    public async Task What_the_control_plane_orders_asks_for_no_members_factor()
    {
        var rights = Rights(new AccessOptions { RequireSecondFactor = true });
        var order = Order("agent.update") with { UserId = "system" };

        Assert.Null(rights.Refusal(order, (await rights.FindAsync(order))!));
    }

    [Theory]
    [InlineData("tok_1", "plain", "does not have api")]
    [InlineData("tok_1", "full", null)]
    [InlineData(null, "plain", null)]
    public void A_token_runs_nothing_later_where_the_tier_has_none(string? token, string tier, string? refusal) => AssertRefused(refusal,
        Rights().Refusal(Order("system.info"), Maker("owner") with { TokenId = token, TokenScopes = token is null ? null : [TokenScopes.All], Tier = tier }));

    [Fact]
    public async Task Tier_and_factor_of_who_it_runs_as_are_those_of_now()
    {
        var order = Order("system.info") with { WorkspaceId = await new Seed(Database).WorkspaceAsync() };
        await WriteAsync("INSERT INTO users (id, email, name, password, created_at, password_changed_at, version) VALUES ('usr_1', 'a@example.com', '', 'x', 1, 1, 1)");
        await WriteAsync($$"""
            INSERT INTO members (id, workspace_id, user_id, role, scope, created_at, version) VALUES ('mem_1', '{{order.WorkspaceId}}', 'usr_1', 'owner', '{"type":"all"}', 1, 1)
            """);
        Assert.False((await Rights().FindAsync(order))!.HasFactor);

        await WriteAsync($"UPDATE workspaces SET tier = 'full' WHERE id = '{order.WorkspaceId}'");
        await WriteAsync("INSERT INTO totp (user_id, id, sealed, created_at, confirmed_at, last_step) VALUES ('usr_1', 'f', x'00', 1, 1, 0)");

        var maker = (await Rights().FindAsync(order))!;
        Assert.Equal(("full", true), (maker.Tier, maker.HasFactor));
    }

    private async Task WriteAsync(string sql) => await Database.Control.WriteAsync([new(sql)]);

    private static void AssertRefused(string? expected, string? refusal)
    {
        if (expected is null)
            Assert.Null(refusal);
        else
            Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    private OrderRights Rights(AccessOptions? access = null) =>
        new(new MemberRecords(Database), new ApiTokenRecords(Database), Options.Create(access ?? new AccessOptions()), new FullHasApi());

    private static CallerIdentity Maker(string role) => new()
    {
        UserId = "usr_1", Name = "a@example.com", WorkspaceId = "wks_1", Role = Roles.Parse(role), Scope = MemberScope.All, Address = "", RequestId = "sch_1",
    };

    private static RolloutRow Order(string kind) => new()
    {
        Id = "rol_1", WorkspaceId = "wks_1", Kind = kind, Args = "{}", Parallel = 5, Canary = 0, StopAfterFailures = 1, UserId = "usr_1",
        CallerName = "a@example.com", Status = RolloutStatus.Running, CreatedAt = 1,
    };

    private sealed class FullHasApi : ITierGate
    {
        public bool Opens(string tier, string feature) => tier == "full" && feature == TierFeature.Api;
    }
}
