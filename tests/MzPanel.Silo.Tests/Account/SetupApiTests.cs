using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Account;

namespace MzPanel.Silo.Tests.Account;

public sealed class SetupApiTests
{
    private static readonly object Wanted = new
    {
        setup_token = AccountSilo.SetupToken, email = "Ada@Example.org", password = AccountSilo.Password, workspace_name = "Ada's",
    };

    [Fact]
    public async Task The_first_owner_is_made_and_signed_in()
    {
        await using var silo = await AccountSilo.StartAsync();

        var browser = await silo.SetUpAsync();
        var account = await browser.SendAsync("GET", "/v1/account");

        Assert.Equal(200, (int)account.Status);
        Assert.Equal("ada@example.org", account.Json.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal("Ada's", account.Json.GetProperty("workspace").GetProperty("name").GetString());
        Assert.Equal(("owner", "all", "unlimited"), (account.Json.GetProperty("role").GetString(),
            account.Json.GetProperty("scope").GetProperty("type").GetString(), account.Json.GetProperty("tier").GetString()));
        Assert.Equal(0, account.Json.GetProperty("usage").GetProperty("servers").GetInt32());
    }

    [Fact]
    public async Task The_cookie_is_kept_from_everybody_but_the_browser_and_us()
    {
        await using var silo = await AccountSilo.StartAsync();

        var browser = await silo.SetUpAsync();

        var cookie = Assert.Single(browser.SetCookies, c => c.StartsWith("__Host-mzp=", StringComparison.Ordinal));
        var rules = cookie.ToLowerInvariant().Split("; ")[1..];
        Assert.Equal(["httponly", "max-age=2592000", "path=/", "samesite=strict", "secure"], rules.Order());
        Assert.Equal(43, browser.Cookies["__Host-mzp"].Length);
        Assert.Equal(0, await silo.Records.Database.FirstAsync<long>(
            "SELECT count(*) FROM sessions WHERE hash = @value", new { value = System.Text.Encoding.UTF8.GetBytes(browser.Cookies["__Host-mzp"]) }));
    }

    [Fact]
    public async Task A_wrong_token_does_not_set_up()
    {
        await using var silo = await AccountSilo.StartAsync();

        foreach (var token in new[] { "wrong", "mzp_set_wrong", Protocol.Tokens.Token.Create(Protocol.Tokens.TokenKind.Setup) })
        {
            var answer = await silo.Http.SendAsync("POST", "/v1/account/setup",
                new { setup_token = token, email = "a@example.org", password = AccountSilo.Password, workspace_name = "x" });
            Assert.Equal((401, "setup_token_invalid"), ((int)answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task Set_up_happens_once_even_where_many_try_at_once()
    {
        await using var silo = await AccountSilo.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => silo.Http.SendAsync("POST", "/v1/account/setup",
            new { setup_token = AccountSilo.SetupToken, email = $"u{i}@example.org", password = AccountSilo.Password, workspace_name = "x" })));
        var later = await silo.Http.SendAsync("POST", "/v1/account/setup", Wanted);

        Assert.Single(answers, a => (int)a.Status == 201);
        Assert.All(answers.Where(a => (int)a.Status != 201), a => Assert.Equal((409, "conflict"), ((int)a.Status, a.Code)));
        Assert.Equal((409, "conflict"), ((int)later.Status, later.Code));
        Assert.Equal(1, await silo.Records.Database.FirstAsync<long>("SELECT count(*) FROM workspaces"));
    }

    [Fact]
    public async Task Each_start_makes_a_link_and_all_stay_good_until_set_up()
    {
        await using var silo = await AccountSilo.StartAsync(("Access:SetupToken", null));
        var token = silo.Services.GetRequiredService<SetupToken>();

        var first = await token.PrepareAsync();
        var second = await token.PrepareAsync();
        var answer = await silo.Http.SendAsync("POST", "/v1/account/setup",
            new { setup_token = first!.Split("#token=")[1], email = "a@example.org", password = AccountSilo.Password, workspace_name = "x" });

        Assert.StartsWith($"{TestSilo.Origin}/setup#token=mzp_set_", first);
        Assert.NotEqual(first, second);
        Assert.Equal(201, (int)answer.Status);
        Assert.Null(await token.PrepareAsync());
    }

    [Theory]
    [InlineData("email", "ada", "email")]
    [InlineData("email", "a b@example.org", "email")]
    [InlineData("password", "short", "password")]
    [InlineData("password", "password1234", "password")]
    [InlineData("password", "Ada@example.org", "password")]
    [InlineData("workspace_name", " ", "workspace_name")]
    [InlineData("workspace_name", "a\nb", "workspace_name")]
    [InlineData("surplus", "x", "surplus")]
    public async Task What_is_wrong_is_named(string field, string value, string named)
    {
        await using var silo = await AccountSilo.StartAsync();
        var body = new Dictionary<string, string>
        {
            ["setup_token"] = AccountSilo.SetupToken, ["email"] = "ada@example.org", ["password"] = AccountSilo.Password, ["workspace_name"] = "x",
            [field] = value,
        };

        var answer = await silo.Http.SendAsync("POST", "/v1/account/setup", body);

        Assert.Equal((422, "validation_failed"), ((int)answer.Status, answer.Code));
        Assert.Equal([named], answer.Fields);
    }

    [Fact]
    public async Task Sign_up_is_closed_unless_opened()
    {
        await using var silo = await AccountSilo.StartAsync(("Access:OpenSignUp", "false"));

        var answer = await silo.Http.SendAsync("POST", "/v1/account/sign-up", new { email = "a@example.org", password = AccountSilo.Password, workspace_name = "x" });

        Assert.Equal((403, "forbidden"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Sign_up_makes_a_workspace_of_ones_own_and_an_address_is_taken_once()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();

        var bob = await silo.SignUpAsync("bob@example.org");
        var again = await silo.Http.SendAsync("POST", "/v1/account/sign-up", new { email = "ADA@example.org", password = AccountSilo.Password, workspace_name = "x" });

        Assert.NotEqual(await WorkspaceAsync(ada), await WorkspaceAsync(bob));
        Assert.Equal((409, "already_exists"), ((int)again.Status, again.Code));
    }

    private static async Task<string?> WorkspaceAsync(Browser browser) =>
        (await browser.SendAsync("GET", "/v1/account")).Json.GetProperty("workspace").GetProperty("id").GetString();
}
