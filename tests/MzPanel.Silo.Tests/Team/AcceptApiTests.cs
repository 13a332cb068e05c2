using MzPanel.Silo.Tests.Account;

namespace MzPanel.Silo.Tests.Team;

public sealed class AcceptApiTests
{
    private const string Bob = "bob@example.org";

    [Fact]
    public async Task A_new_person_gets_an_account_and_is_signed_in_where_they_were_invited_to()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = new Browser(silo.Http);

        var answer = await bob.AcceptAsync(await ada.TokenForAsync(Bob, "operator", new { type = "servers", ids = Array.Empty<string>() }));

        Assert.Equal((200, "operator", "Ada's"), ((int)answer.Status, answer.Json.GetProperty("role").GetString(), answer.Json.GetProperty("workspace").GetProperty("name").GetString()));
        Assert.Equal((200, "operator"), await bob.RoleAsync());
        Assert.Equal((200, "operator"), await (await silo.SignInAsync(Bob)).RoleAsync());
        Assert.Contains("invitation.accept", (await ada.SendAsync("GET", "/v1/account/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_an_expired_and_an_invented_one_are_not_there()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var used = await ada.TokenForAsync(Bob);
        await new Browser(silo.Http).AcceptAsync(used);
        var old = await ada.TokenForAsync("carl@example.org");
        silo.Time.Advance(TimeSpan.FromDays(7));

        foreach (var token in new[] { used, old, "mzp_inv_x", Protocol.Tokens.Token.Create(Protocol.Tokens.TokenKind.Invitation) })
            Assert.Equal((404, "not_found"), await StatusAsync(new Browser(silo.Http).AcceptAsync(token)));
    }

    [Fact]
    public async Task Of_many_who_accept_at_once_one_does()
    {
        await using var silo = await AccountSilo.StartAsync();
        var token = await (await silo.SetUpAsync()).TokenForAsync(Bob);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new Browser(silo.Http).AcceptAsync(token)));

        Assert.Single(answers, answer => (int)answer.Status == 200);
        Assert.All(answers.Where(a => (int)a.Status != 200), answer => Assert.InRange((int)answer.Status, 401, 409));
        Assert.Equal(2, await silo.Records.Database.FirstAsync<long>("SELECT count(*) FROM members"));
    }

    [Fact]
    public async Task It_is_bound_to_its_address_whoever_is_signed_in()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var (bob, eve) = (await silo.SignUpAsync(Bob), await silo.SignUpAsync("eve@example.org"));
        var token = await ada.TokenForAsync(Bob);

        Assert.Equal(["password"], (await eve.AcceptAsync(token, password: null)).Fields);
        Assert.Equal((401, "bad_credentials"), await StatusAsync(eve.AcceptAsync(token, "not the password of Bob")));
        Assert.Equal(200, (int)(await bob.AcceptAsync(token, password: null)).Status);
        Assert.Equal((200, "admin"), await bob.RoleAsync());
        Assert.Equal((200, "owner"), await eve.RoleAsync());
    }

    [Fact]
    public async Task Who_has_an_account_proves_it_by_password_and_second_factor()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.SignUpAsync(Bob);
        var (app, _) = await Authenticator.EnrolAsync(silo, bob);
        silo.Time.Advance(TimeSpan.FromMinutes(1));
        var token = await ada.TokenForAsync(Bob);
        var elsewhere = new Browser(silo.Http);

        Assert.Equal((401, "mfa_required"), await StatusAsync(elsewhere.AcceptAsync(token)));
        Assert.Equal((401, "bad_credentials"), await StatusAsync(elsewhere.AcceptAsync(token, code: "000000")));
        var code = app.Code();
        Assert.Equal(200, (int)(await elsewhere.AcceptAsync(token, code: code)).Status);
        Assert.Equal(2, (await elsewhere.SendAsync("GET", "/v1/account")).Json.GetProperty("workspaces").GetArrayLength());
        Assert.Equal(401, (int)(await new Browser(silo.Http).SendAsync("POST", "/v1/account/sign-in", new { email = Bob, password = AccountSilo.Password, code })).Status);
    }

    [Fact]
    public async Task A_password_of_a_new_person_follows_the_rules_and_does_not_use_the_invitation_up()
    {
        await using var silo = await AccountSilo.StartAsync();
        var token = await (await silo.SetUpAsync()).TokenForAsync(Bob);

        foreach (var password in new[] { null, "short", "password1234", "bob@example.org1" })
            Assert.Equal(["password"], (await new Browser(silo.Http).AcceptAsync(token, password)).Fields);
        Assert.Equal(200, (int)(await new Browser(silo.Http).AcceptAsync(token)).Status);
    }

    [Fact]
    public async Task A_member_already_is_told_so_and_a_page_of_somebody_else_cannot_accept()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var token = await ada.TokenForAsync(Bob);
        var bob = await silo.SignUpAsync(Bob);
        var cookie = ("Cookie", $"__Host-mzp={bob.Cookies["__Host-mzp"]}");

        var forged = await silo.Http.SendAsync("POST", "/v1/team/invitations/accept", new { token }, cookie, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"));

        Assert.Equal((403, "origin_not_allowed"), ((int)forged.Status, forged.Code));
        Assert.Equal(200, (int)(await bob.AcceptAsync(token)).Status);
    }

    private static async Task<(int, string)> StatusAsync(Task<Answer> asked) => await asked is var answer ? ((int)answer.Status, answer.Code) : default;
}
