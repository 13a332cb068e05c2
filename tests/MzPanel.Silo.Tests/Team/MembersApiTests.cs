using MzPanel.Silo.Tests.Account;

namespace MzPanel.Silo.Tests.Team;

public sealed class MembersApiTests
{
    private const string Bob = "bob@example.org";

    [Fact]
    public async Task Members_are_listed_the_latest_first_and_in_pages()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        var site = await silo.SiteAsync(ada);
        await silo.JoinAsync(ada, Bob, "customer", new { type = "sites", ids = new[] { site } });

        var all = (await ada.SendAsync("GET", "/v1/team/members")).Json.GetProperty("data");
        var page = (await ada.SendAsync("GET", "/v1/team/members?limit=1")).Json;
        var rest = (await ada.SendAsync("GET", $"/v1/team/members?limit=1&cursor={page.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal(["customer", "owner"], all.EnumerateArray().Select(m => m.GetProperty("role").GetString()!));
        Assert.Equal((Bob, $$"""{"type":"sites","ids":["{{site}}"]}"""), (all[0].GetProperty("email").GetString(), all[0].GetProperty("scope").GetRawText()));
        Assert.Equal((all[0].GetRawText(), all[1].GetRawText()), (page.GetProperty("data")[0].GetRawText(), rest.GetProperty("data")[0].GetRawText()));
    }

    [Fact]
    public async Task Another_role_and_scope_take_effect_at_the_next_request()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.JoinAsync(ada, Bob);
        var id = await ada.MemberIdAsync(Bob);

        var changed = await ada.SendAsync("PATCH", $"/v1/team/members/{id}", new { role = "operator" }, ("If-Match", "\"1\""));
        var late = await ada.SendAsync("PATCH", $"/v1/team/members/{id}", new { role = "admin" }, ("If-Match", "\"1\""));
        var narrowed = await ada.SendAsync("PATCH", $"/v1/team/members/{id}", new { scope = new { type = "servers", ids = Array.Empty<string>() } });

        Assert.Equal((200, "\"2\"", 412, 200), ((int)changed.Status, changed.Header("ETag"), (int)late.Status, (int)narrowed.Status));
        Assert.Equal(("operator", "servers"), (narrowed.Json.GetProperty("role").GetString(), narrowed.Json.GetProperty("scope").GetProperty("type").GetString()));
        Assert.Equal((200, "operator"), await bob.RoleAsync());
        Assert.Equal(403, (int)(await bob.SendAsync("GET", "/v1/team/members")).Status);
        var row = (await ada.SendAsync("GET", "/v1/account/audit?action=member.change")).Json.GetProperty("data")[1];
        Assert.Equal("""{"role_before":"admin","role":"operator","scope_before":{"type":"all"},"scope":{"type":"all"}}""", row.GetProperty("details").GetRawText());
    }

    [Fact]
    public async Task The_owner_is_neither_changed_nor_removed_nor_leaves()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var id = await ada.MemberIdAsync(AccountSilo.Email);

        foreach (var answer in new[]
        {
            await ada.SendAsync("PATCH", $"/v1/team/members/{id}", new { role = "admin" }), await ada.SendAsync("DELETE", $"/v1/team/members/{id}"),
        })
            Assert.Equal((409, "conflict"), ((int)answer.Status, answer.Code));
        Assert.Equal(["role"], (await ada.SendAsync("PATCH", $"/v1/team/members/{id}", new { role = "owner" })).Fields);
        Assert.Equal((200, "owner"), await ada.RoleAsync());
    }

    [Fact]
    public async Task Who_is_removed_is_out_at_once_and_may_come_back_as_somebody_new()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.JoinAsync(ada, Bob);
        var path = $"/v1/team/members/{await ada.MemberIdAsync(Bob)}";

        Assert.Equal(412, (int)(await ada.SendAsync("DELETE", path, null, ("If-Match", "\"9\""))).Status);
        Assert.Equal(204, (int)(await ada.SendAsync("DELETE", path)).Status);
        Assert.Equal(401, (await bob.RoleAsync()).Status);
        Assert.Equal(404, (int)(await ada.SendAsync("DELETE", path)).Status);
        Assert.Equal(401, (int)(await bob.SendAsync("POST", "/v1/account/sign-in", new { email = Bob, password = AccountSilo.Password })).Status);
        Assert.Equal((200, "admin"), await (await silo.JoinAsync(ada, Bob)).RoleAsync());
    }

    [Fact]
    public async Task Who_has_another_workspace_keeps_it_when_removed_from_one()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.SignUpAsync(Bob);
        await bob.AcceptAsync(await ada.TokenForAsync(Bob), password: null);

        await ada.SendAsync("DELETE", $"/v1/team/members/{await ada.MemberIdAsync(Bob)}");

        Assert.Equal(401, (await bob.RoleAsync()).Status);
        Assert.Equal((200, "owner"), await (await silo.SignInAsync(Bob)).RoleAsync());
    }

    [Fact]
    public async Task A_change_that_changes_nothing_makes_no_other_version_and_no_row_of_audit()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        await silo.JoinAsync(ada, Bob, "operator");
        var path = $"/v1/team/members/{await ada.MemberIdAsync(Bob)}";

        foreach (var body in new object[] { new { }, new { role = "operator" }, new { scope = TeamSilo.Everything } })
            Assert.Equal((200, "\"1\""), await ada.SendAsync("PATCH", path, body) is var answer ? ((int)answer.Status, answer.Header("ETag")) : default);

        Assert.Equal(412, (int)(await ada.SendAsync("PATCH", path, new { }, ("If-Match", "\"2\""))).Status);
        Assert.Equal(0, (await ada.SendAsync("GET", "/v1/account/audit?action=member.change")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"role":null}""", "role")]
    [InlineData("""{"scope":null,"role":"admin"}""", "scope")]
    public async Task A_change_to_nothing_is_none(string body, string field)
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        await silo.JoinAsync(ada, Bob, "operator");

        Assert.Equal([field], (await ada.SendAsync("PATCH", $"/v1/team/members/{await ada.MemberIdAsync(Bob)}", body)).Fields);
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("customer")]
    public async Task Who_may_not_look_at_the_team_cannot_tell_who_is_in_it(string role)
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.JoinAsync(ada, Bob, role);
        var invitation = (await ada.InviteAsync("carl@example.org")).Json.GetProperty("id").GetString();

        foreach (var (known, unknown) in new[]
        {
            ($"/v1/team/members/{await ada.MemberIdAsync(AccountSilo.Email)}", "/v1/team/members/mem_nobody"), ($"/v1/team/invitations/{invitation}", "/v1/team/invitations/inv_none"),
        })
        {
            var (there, nowhere) = (await bob.SendAsync("DELETE", known), await bob.SendAsync("DELETE", unknown));
            Assert.Equal((404, there.Text), ((int)nowhere.Status, nowhere.Text));
        }
    }

    [Theory]
    [InlineData("admin", 403)]
    [InlineData("operator", 404)]
    [InlineData("customer", 404)]
    public async Task A_member_may_leave_but_send_nobody_else_away(string role, int refused)
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var (bob, _) = (await silo.JoinAsync(ada, Bob, role), await silo.JoinAsync(ada, "carl@example.org"));

        Assert.Equal(refused, (int)(await bob.SendAsync("DELETE", $"/v1/team/members/{await ada.MemberIdAsync("carl@example.org")}")).Status);
        Assert.Equal(403, (int)(await bob.SendAsync("PATCH", $"/v1/team/members/{await ada.MemberIdAsync(Bob)}", new { role = "admin" })).Status);
        Assert.Equal(204, (int)(await bob.SendAsync("DELETE", $"/v1/team/members/{await ada.MemberIdAsync(Bob)}")).Status);
        Assert.Equal(401, (await bob.RoleAsync()).Status);
        Assert.Contains("member.leave", (await ada.SendAsync("GET", "/v1/account/audit")).Text, StringComparison.Ordinal);
    }
}
