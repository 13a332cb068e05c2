namespace MzPanel.Silo.Tests.Account;

public sealed class AccountApiTests
{
    [Fact]
    public async Task The_name_can_be_changed()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var tag = (await browser.SendAsync("GET", "/v1/account")).Header("ETag")!;

        var changed = await browser.SendAsync("PATCH", "/v1/account", new { name = "Ada Lovelace" }, ("If-Match", tag));
        var late = await browser.SendAsync("PATCH", "/v1/account", new { name = "Ada" }, ("If-Match", tag));
        var read = await browser.SendAsync("GET", "/v1/account");

        Assert.Equal((200, 412), ((int)changed.Status, (int)late.Status));
        Assert.Equal("Ada Lovelace", read.Json.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal((changed.Text, changed.Header("ETag")), (read.Text, read.Header("ETag")));
    }

    [Fact]
    public async Task Ones_sessions_are_listed_newest_first_and_in_pages()
    {
        await using var silo = await AccountSilo.StartAsync();
        var first = await silo.SetUpAsync();
        silo.Time.Advance(TimeSpan.FromSeconds(1));
        await silo.SignInAsync();

        var all = await first.SendAsync("GET", "/v1/account/sessions");
        var page = await first.SendAsync("GET", "/v1/account/sessions?limit=1");
        var rest = await first.SendAsync("GET", $"/v1/account/sessions?limit=1&cursor={page.Json.GetProperty("next_cursor").GetString()}");
        var bad = await first.SendAsync("GET", "/v1/account/sessions?cursor=x");

        Assert.Equal([false, true], all.Json.GetProperty("data").EnumerateArray().Select(s => s.GetProperty("current").GetBoolean()));
        Assert.Equal(all.Json.GetProperty("data")[1].ToString(), rest.Json.GetProperty("data")[0].ToString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, rest.Json.GetProperty("next_cursor").ValueKind);
        Assert.Equal(["cursor"], bad.Fields);
        Assert.DoesNotContain("hash", all.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_ones_own_can_be_ended_from_elsewhere()
    {
        await using var silo = await AccountSilo.StartAsync();
        var first = await silo.SetUpAsync();
        var second = await silo.SignInAsync();
        var id = await CurrentAsync(second);

        var unmatched = await first.SendAsync("DELETE", $"/v1/account/sessions/{id}", null, ("If-Match", "\"1\""));
        var answer = await first.SendAsync("DELETE", $"/v1/account/sessions/{id}");

        Assert.Equal((412, 204), ((int)unmatched.Status, (int)answer.Status));
        Assert.Equal(401, (int)(await second.SendAsync("GET", "/v1/account")).Status);
        Assert.Equal(404, (int)(await first.SendAsync("DELETE", $"/v1/account/sessions/{id}")).Status);
    }

    [Fact]
    public async Task Another_workspaces_session_is_answered_like_one_that_never_was()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        var bob = await silo.SignUpAsync("bob@example.org");
        var foreign = await CurrentAsync(bob);

        var answers = new List<Answer>();
        foreach (var id in new[] { foreign, "ses_0000000000000000000000", "x", "%01%ff", "' OR 1=1 --", new string('a', 3000) })
            answers.Add(await ada.SendAsync("DELETE", $"/v1/account/sessions/{id}"));

        Assert.All(answers, answer => Assert.Equal((404, answers[0].Text), ((int)answer.Status, answer.Text)));
        Assert.Equal(200, (int)(await bob.SendAsync("GET", "/v1/account")).Status);
        Assert.DoesNotContain(foreign, (await ada.SendAsync("GET", "/v1/account/audit")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", (await bob.SendAsync("GET", "/v1/account/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_of_a_page_of_somebody_else_changes_nothing()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var cookie = ("Cookie", $"__Host-mzp={browser.Cookies["__Host-mzp"]}");

        foreach (var (site, origin) in new[] { ("same-site", "https://customer.example.org"), ("cross-site", "https://evil.example"), ("none", "null") })
        {
            var answer = await silo.Http.SendAsync("POST", "/v1/account/sign-out", null, cookie, ("Sec-Fetch-Site", site), ("Origin", origin));
            Assert.Equal((403, "origin_not_allowed"), ((int)answer.Status, answer.Code));
        }
        Assert.Equal(200, (int)(await browser.SendAsync("GET", "/v1/account")).Status);
    }

    [Fact]
    public async Task No_refusal_tells_what_is_inside()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var answers = new List<Answer>();
        foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
            foreach (var path in new[] { "setup", "sign-up", "sign-in", "sign-out/x", "password", "password/reset", "password/reset/confirm", "sessions/x", "audit", "%2e%2e/x", "" })
                foreach (var body in new[] { null, "{", "[]", "{\"email\":{}}", "{\"email\":\"a\\u0000b@c\",\"password\":1,\"token\":\"\\u0000\"}" })
                    answers.Add(await browser.SendAsync(method, $"/v1/account/{path}?limit=x", body));

        Assert.All(answers.Where(a => (int)a.Status >= 300), answer =>
        {
            Assert.InRange((int)answer.Status, 400, 499);
            Assert.NotNull(answer.Code);
            Assert.NotNull(answer.Header("X-Request-Id"));
            foreach (var leak in new[] { "Exception", "System.", "MzPanel.", "SELECT", " at ", "sqlite", "argon2", "/src/", AccountSilo.Password })
                Assert.DoesNotContain(leak, answer.Text, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static async Task<string> CurrentAsync(Browser browser) => (await browser.SendAsync("GET", "/v1/account/sessions"))
        .Json.GetProperty("data").EnumerateArray().Single(s => s.GetProperty("current").GetBoolean()).GetProperty("id").GetString()!;
}
