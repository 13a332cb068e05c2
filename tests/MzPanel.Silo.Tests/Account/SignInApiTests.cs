using MzPanel.Silo.Account;

namespace MzPanel.Silo.Tests.Account;

public sealed class SignInApiTests
{
    [Fact]
    public async Task Sign_in_begins_a_session_and_tells_who_one_is()
    {
        await using var silo = await AccountSilo.StartAsync();
        var first = await silo.SetUpAsync();

        var second = new Browser(silo.Http);
        var answer = await second.SendAsync("POST", "/v1/account/sign-in", new { email = "ADA@example.org", password = AccountSilo.Password });

        Assert.Equal((200, "owner"), ((int)answer.Status, answer.Json.GetProperty("role").GetString()));
        Assert.NotEqual(first.Cookies["__Host-mzp"], second.Cookies["__Host-mzp"]);
        Assert.Equal(200, (int)(await second.SendAsync("GET", "/v1/account")).Status);
    }

    [Fact]
    public async Task Known_and_unknown_users_get_the_same_answer_and_the_same_waits()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();

        var known = await TryAsync(silo, AccountSilo.Email);
        var unknown = await TryAsync(silo, "nobody@example.org");

        Assert.Equal(known, unknown);
        Assert.Equal("401 bad_credentials", known[0].Split(':')[0]);
        Assert.Equal("429 rate_limited", known[^1].Split(':')[0]);
    }

    [Fact]
    public async Task Waits_double_up_to_half_a_minute_and_never_lock_out()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();
        for (var i = 0; i < 5; i++)
            await WrongAsync(silo, AccountSilo.Email);

        var waits = new List<int>();
        for (var i = 0; i < 7; i++)
        {
            var refused = await WrongAsync(silo, AccountSilo.Email);
            Assert.Equal((429, "rate_limited"), ((int)refused.Status, refused.Code));
            waits.Add(int.Parse(refused.Header("Retry-After")!, null));
            silo.Time.Advance(TimeSpan.FromSeconds(waits[^1]));
            if (i < 6)
                Assert.Equal(401, (int)(await WrongAsync(silo, AccountSilo.Email)).Status);
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
        await silo.SignInAsync();
    }

    [Fact]
    public async Task While_strangers_try_a_known_browser_gets_in()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        for (var i = 0; i < 6; i++)
            await WrongAsync(silo, AccountSilo.Email);
        var signIn = new { email = AccountSilo.Email, password = AccountSilo.Password };

        var stranger = await new Browser(silo.Http).SendAsync("POST", "/v1/account/sign-in", signIn);
        await owner.SendAsync("POST", "/v1/account/sign-out");
        var known = await owner.SendAsync("POST", "/v1/account/sign-in", signIn);

        Assert.Equal((429, 200), ((int)stranger.Status, (int)known.Status));
    }

    [Fact]
    public async Task A_device_cookie_of_another_account_helps_nobody()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();
        var bob = await silo.SignUpAsync("bob@example.org");
        for (var i = 0; i < 5; i++)
            await WrongAsync(silo, AccountSilo.Email);

        var answer = await bob.SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password = AccountSilo.Password });

        Assert.Equal(429, (int)answer.Status);
    }

    [Fact]
    public async Task Sign_out_ends_the_session_at_once_and_takes_the_cookie_away()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var cookie = browser.Cookies["__Host-mzp"];

        var answer = await browser.SendAsync("POST", "/v1/account/sign-out");
        var stolen = await silo.Http.SendAsync("GET", "/v1/account", null, ("Cookie", $"__Host-mzp={cookie}"));

        Assert.Equal(204, (int)answer.Status);
        Assert.False(browser.Cookies.ContainsKey("__Host-mzp"));
        Assert.Equal((401, "unauthenticated"), ((int)stolen.Status, stolen.Code));
    }

    [Fact]
    public async Task A_session_ends_after_7_idle_days()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        silo.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        var used = await browser.SendAsync("GET", "/v1/account");
        silo.Time.Advance(TimeSpan.FromDays(7));
        var idle = await browser.SendAsync("GET", "/v1/account");

        Assert.Equal((200, 401), ((int)used.Status, (int)idle.Status));
    }

    [Fact]
    public async Task A_session_ends_after_30_days_of_use()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        for (var day = 1; day < 30; day++)
        {
            silo.Time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(200, (int)(await browser.SendAsync("GET", "/v1/account")).Status);
        }
        silo.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(401, (int)(await browser.SendAsync("GET", "/v1/account")).Status);
    }

    [Fact]
    public async Task Use_is_noted_at_most_once_a_minute()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var start = await SeenAsync(silo);

        silo.Time.Advance(TimeSpan.FromSeconds(59));
        await browser.SendAsync("GET", "/v1/account");
        var early = await SeenAsync(silo);
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        await browser.SendAsync("GET", "/v1/account");

        Assert.Equal((start, start + 60_000), (early, await SeenAsync(silo)));
    }

    [Fact]
    public async Task Authorization_alone_decides_where_it_is_present()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        var answer = await browser.SendAsync("GET", "/v1/account", null, ("Authorization", "Bearer mzp_api_none"));

        Assert.Equal((401, "unauthenticated"), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("' OR 1=1 --aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_cookie_that_is_none_is_nobody(string value)
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();

        var answer = await silo.Http.SendAsync("GET", "/v1/account", null, ("Cookie", $"__Host-mzp={value}"));

        Assert.Equal((401, "unauthenticated"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_hash_of_cheaper_parameters_is_made_anew_at_sign_in()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();
        var cheap = PasswordHash.Of(AccountSilo.Password, new PasswordCost(512, 1)).ToString();
        await silo.Records.Database.Control.WriteAsync([new("UPDATE users SET password = @cheap", ("cheap", cheap))]);

        await silo.SignInAsync();

        Assert.StartsWith("$argon2id$v=19$m=1024,t=1,p=1$", await silo.Records.Database.FirstAsync<string>("SELECT password FROM users"));
        await silo.SignInAsync();
    }

    /// <summary>Six wrong tries: status, code, body and waits of each.</summary>
    private static async Task<string[]> TryAsync(TestSilo silo, string email)
    {
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var answer = await WrongAsync(silo, email);
            answers.Add($"{(int)answer.Status} {answer.Code}: {answer.Text} {answer.Header("Retry-After")} {answer.Header("Set-Cookie")}");
        }
        return [.. answers];
    }

    private static Task<Answer> WrongAsync(TestSilo silo, string email) =>
        silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email, password = "not the password" });

    private static Task<long> SeenAsync(TestSilo silo) => silo.Records.Database.FirstAsync<long>("SELECT last_seen_at FROM sessions");
}
