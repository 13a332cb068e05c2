using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Account;
using MzPanel.Silo.Tests.Team;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Account;

public sealed class WorkspaceApiTests
{
    private const string Bob = "bob@example.org";

    [Fact]
    public async Task The_owner_renames_it()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.JoinAsync(ada, Bob);

        var renamed = await ada.SendAsync("PATCH", "/v1/account/workspace", new { name = "Countess" }, ("If-Match", "\"1\""));
        var late = await ada.SendAsync("PATCH", "/v1/account/workspace", new { name = "Late" }, ("If-Match", "\"1\""));

        Assert.Equal((200, "Countess", "\"2\"", 412), ((int)renamed.Status, renamed.Json.GetProperty("name").GetString(), renamed.Header("ETag"), (int)late.Status));
        Assert.Equal("Countess", (await bob.SendAsync("GET", "/v1/account")).Json.GetProperty("workspace").GetProperty("name").GetString());
        Assert.Equal(403, (int)(await bob.SendAsync("PATCH", "/v1/account/workspace", new { name = "Bob's" })).Status);
    }

    [Fact]
    public async Task A_policy_is_no_new_name_and_what_stays_as_it_is_leaves_no_trace()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();

        var changed = await ada.SendAsync("PATCH", "/v1/account/workspace", new { update_policy = "auto" });
        var again = await ada.SendAsync("PATCH", "/v1/account/workspace", new { update_policy = "auto" });

        Assert.Equal((200, "auto"), ((int)changed.Status, changed.Json.GetProperty("update_policy").GetString()));
        Assert.Equal(changed.Header("ETag"), again.Header("ETag"));
        var audit = (await ada.SendAsync("GET", "/v1/account/audit")).Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("action").GetString());
        Assert.Equal(["workspace.update"], audit.Where(action => action!.StartsWith("workspace.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_name_is_another_version_of_the_account_to_all_who_are_in_it()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.JoinAsync(ada, Bob);
        var before = (await bob.SendAsync("GET", "/v1/account")).Header("ETag")!;
        Assert.Equal(before, (await bob.SendAsync("GET", "/v1/account")).Header("ETag"));

        await ada.SendAsync("PATCH", "/v1/account/workspace", new { name = "Countess" });

        Assert.NotEqual(before, (await bob.SendAsync("GET", "/v1/account")).Header("ETag"));
        Assert.Equal(412, (int)(await bob.SendAsync("PATCH", "/v1/account", new { name = "Bob" }, ("If-Match", before))).Status);
    }

    [Fact]
    public async Task Whose_scope_is_a_part_sees_the_figures_of_that_part()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var (site, _) = (await silo.SiteAsync(ada), await silo.SiteAsync(ada));
        var server = (await ada.SendAsync("GET", "/v1/account")).Json.GetProperty("workspace").GetProperty("id").GetString() is { } workspace
            ? await new Seed(silo.Records.Database).ServerAsync(workspace) : throw new InvalidOperationException();
        await new Seed(silo.Records.Database).SiteAsync(server);
        var bob = await silo.JoinAsync(ada, Bob, "customer", new { type = "sites", ids = new[] { site } });
        var carl = await silo.JoinAsync(ada, "carl@example.org", "operator", new { type = "servers", ids = new[] { server.Id } });

        Assert.Equal(["""{"servers":3,"sites":3}""", """{"servers":0,"sites":1}""", """{"servers":1,"sites":1}"""],
            [await UsageAsync(ada), await UsageAsync(bob), await UsageAsync(carl)]);
    }

    [Fact]
    public async Task Somebody_of_several_workspaces_switches_with_another_cookie()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.SignUpAsync(Bob);
        silo.Time.Advance(TimeSpan.FromMilliseconds(1));
        await bob.AcceptAsync(await ada.TokenForAsync(Bob), password: null);
        var (before, places) = (bob.Cookies["__Host-mzp"], (await bob.SendAsync("GET", "/v1/account")).Json.GetProperty("workspaces").EnumerateArray().ToList());
        var own = places.Single(p => p.GetProperty("role").GetString() == "owner").GetProperty("id").GetString();

        var switched = await bob.SendAsync("POST", "/v1/account/workspace/switch", new { workspace_id = own }, ("Idempotency-Key", "k"));

        Assert.Equal(["owner", "admin"], places.Select(p => p.GetProperty("role").GetString()!));
        Assert.Equal((200, "owner", own), ((int)switched.Status, switched.Json.GetProperty("role").GetString(), switched.Json.GetProperty("workspace").GetProperty("id").GetString()));
        Assert.NotEqual(before, bob.Cookies["__Host-mzp"]);
        Assert.Equal((200, "owner"), await bob.RoleAsync());
        Assert.Equal(401, (int)(await silo.Http.SendAsync("GET", "/v1/account", null, ("Cookie", $"__Host-mzp={before}"))).Status);
        foreach (var foreign in new[] { await WorkspaceAsync(await silo.SignUpAsync("eve@example.org")), "wks_nowhere" })
            Assert.Equal((404, "not_found"), await StatusAsync(bob.SendAsync("POST", "/v1/account/workspace/switch", new { workspace_id = foreign })));
    }

    [Fact]
    public async Task It_is_handed_over_by_the_owner_with_the_password_and_has_one_owner_always()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.JoinAsync(ada, Bob, "customer", new { type = "sites", ids = new[] { await silo.SiteAsync(ada) } });
        var (heir, self) = (await ada.MemberIdAsync(Bob), await ada.MemberIdAsync(AccountSilo.Email));

        Assert.Equal(["password"], (await TransferAsync(ada, heir, "wrong")).Fields);
        Assert.Equal(404, (int)(await TransferAsync(ada, "mem_nobody", AccountSilo.Password)).Status);
        Assert.Equal(409, (int)(await TransferAsync(ada, self, AccountSilo.Password)).Status);
        Assert.Equal(403, (int)(await TransferAsync(bob, heir, AccountSilo.Password)).Status);
        var given = await TransferAsync(ada, heir, AccountSilo.Password);

        Assert.Equal((200, "admin"), ((int)given.Status, given.Json.GetProperty("role").GetString()));
        Assert.Equal(((200, "admin"), (200, "owner")), (await ada.RoleAsync(), await bob.RoleAsync()));
        Assert.Equal("all", (await bob.SendAsync("GET", "/v1/account")).Json.GetProperty("scope").GetProperty("type").GetString());
        Assert.Equal(403, (int)(await TransferAsync(ada, heir, AccountSilo.Password)).Status);
        Assert.Equal(["ok", "failed"], (await bob.SendAsync("GET", "/v1/account/audit?action=workspace.transfer")).Json.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("outcome").GetString()!).Take(2));
    }

    [Fact]
    public async Task Closing_needs_the_name_and_leaves_nobody_in()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var (bob, eve) = (await silo.JoinAsync(ada, Bob), await silo.SignUpAsync("eve@example.org"));
        await eve.AcceptAsync(await ada.TokenForAsync("eve@example.org"), password: null);
        var open = await ada.TokenForAsync("carl@example.org");

        Assert.Equal(["confirm_name"], (await ada.SendAsync("POST", "/v1/account/workspace/close", new { confirm_name = "ada's" })).Fields);
        Assert.Equal(403, (int)(await bob.SendAsync("POST", "/v1/account/workspace/close", new { confirm_name = "Ada's" })).Status);
        Assert.Equal(204, (int)(await ada.SendAsync("POST", "/v1/account/workspace/close", new { confirm_name = "Ada's" })).Status);

        Assert.Equal((401, 401, 401), ((await ada.RoleAsync()).Status, (await bob.RoleAsync()).Status, (await eve.RoleAsync()).Status));
        Assert.Equal((404, "not_found"), await StatusAsync(new Browser(silo.Http).AcceptAsync(open)));
        Assert.Equal((401, "bad_credentials"), await StatusAsync(ada.SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password = AccountSilo.Password })));
        Assert.Equal((200, "owner"), await (await silo.SignInAsync("eve@example.org")).RoleAsync());
        Assert.Equal((200, "owner"), await (await silo.SignUpAsync(AccountSilo.Email)).RoleAsync());
    }

    [Fact]
    public async Task An_installation_whose_last_workspace_is_closed_can_be_set_up_again()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        await ada.SendAsync("POST", "/v1/account/workspace/close", new { confirm_name = "Ada's" });

        await silo.Services.GetRequiredService<SetupToken>().PrepareAsync();

        Assert.Equal((200, "owner"), await (await silo.SetUpAsync()).RoleAsync());
    }

    private static Task<Answer> TransferAsync(Browser browser, string member, string password) =>
        browser.SendAsync("POST", "/v1/account/workspace/transfer", new { member_id = member, password });

    private static async Task<string> UsageAsync(Browser browser) => (await browser.SendAsync("GET", "/v1/account")).Json.GetProperty("usage").GetRawText();

    private static async Task<string> WorkspaceAsync(Browser browser) =>
        (await browser.SendAsync("GET", "/v1/account")).Json.GetProperty("workspace").GetProperty("id").GetString()!;

    private static async Task<(int, string)> StatusAsync(Task<Answer> asked) => await asked is var answer ? ((int)answer.Status, answer.Code) : default;
}
