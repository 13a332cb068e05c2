using MzPanel.Protocol.Tokens;

namespace MzPanel.Silo.Tests.Account;

public sealed class ApiTokensApiTests
{
    private static readonly string[] Reading = ["account:read"];

    [Fact]
    public async Task A_token_is_shown_once_and_works_at_once()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();

        var made = await MakeAsync(owner, Reading);
        var secret = made.Json.GetProperty("secret").GetString()!;
        var id = made.Json.GetProperty("id").GetString()!;
        var listed = await owner.SendAsync("GET", "/v1/account/tokens");

        Assert.Equal((201, $"/v1/account/tokens/{id}"), ((int)made.Status, made.Header("Location")));
        Assert.True(Token.IsWellFormed(TokenKind.Api, secret));
        Assert.Equal(secret[^4..], made.Json.GetProperty("last_four").GetString());
        Assert.DoesNotContain(secret, listed.Text, StringComparison.Ordinal);
        Assert.Equal(id, listed.Json.GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal("owner", (await AsAsync(silo, secret, "GET", "/v1/account")).Json.GetProperty("role").GetString());
        Assert.Equal(Token.Hash(secret), await silo.Records.Database.FirstAsync<byte[]>("SELECT hash FROM api_tokens"));
    }

    [Fact]
    public async Task Scopes_are_all_that_a_token_may_do()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var reader = await SecretAsync(owner, "account:read");
        var auditor = await SecretAsync(owner, "audit:read");

        Assert.Equal(200, (int)(await AsAsync(silo, reader, "GET", "/v1/account")).Status);
        Assert.Equal(403, (int)(await AsAsync(silo, reader, "PATCH", "/v1/account", new { name = "A" })).Status);
        Assert.Equal(403, (int)(await AsAsync(silo, reader, "GET", "/v1/account/audit")).Status);
        Assert.Equal((200, 403), ((int)(await AsAsync(silo, auditor, "GET", "/v1/account/audit")).Status, (int)(await AsAsync(silo, auditor, "GET", "/v1/account")).Status));
    }

    [Fact]
    public async Task The_role_of_the_maker_bounds_a_token_now_not_when_it_was_made()
    {
        await using var silo = await AccountSilo.StartAsync();
        var secret = await SecretAsync(await silo.SetUpAsync(), "*");
        Assert.Equal(200, (int)(await AsAsync(silo, secret, "GET", "/v1/account/audit")).Status);

        await silo.Records.Database.Control.WriteAsync([new("UPDATE members SET role = 'customer', scope = '{\"type\":\"sites\",\"ids\":[]}'")]);

        Assert.Equal(403, (int)(await AsAsync(silo, secret, "GET", "/v1/account/audit")).Status);
        var account = (await AsAsync(silo, secret, "GET", "/v1/account")).Json;
        Assert.Equal(("customer", "sites"), (account.GetProperty("role").GetString(), account.GetProperty("scope").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task The_tokens_of_a_member_who_was_removed_are_dead_at_once()
    {
        await using var silo = await AccountSilo.StartAsync();
        var secret = await SecretAsync(await silo.SetUpAsync(), "*");

        await silo.Records.Database.Control.WriteAsync([new("DELETE FROM members")]);

        Assert.Equal(401, (int)(await AsAsync(silo, secret, "GET", "/v1/account")).Status);
    }

    [Fact]
    public async Task A_revoked_token_is_dead_at_once()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var made = await MakeAsync(owner, Reading);
        var path = made.Header("Location")!;

        Assert.Equal(204, (int)(await owner.SendAsync("DELETE", path)).Status);

        Assert.Equal((401, "unauthenticated"), Seen(await AsAsync(silo, made.Json.GetProperty("secret").GetString()!, "GET", "/v1/account")));
        Assert.Equal((404, "not_found"), Seen(await owner.SendAsync("DELETE", path)));
        Assert.Equal((404, "not_found"), Seen(await (await silo.SignUpAsync("bob@example.org")).SendAsync("DELETE", path)));
    }

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var made = await owner.SendAsync("POST", "/v1/account/tokens",
            new { name = "ci", scopes = Reading, expires_at = silo.Time.GetUtcNow().AddHours(1) });
        var secret = made.Json.GetProperty("secret").GetString()!;

        silo.Time.Advance(TimeSpan.FromMinutes(59));
        var before = await AsAsync(silo, secret, "GET", "/v1/account");
        silo.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((200, 401), ((int)before.Status, (int)(await AsAsync(silo, secret, "GET", "/v1/account")).Status));
    }

    [Theory]
    [InlineData("""{"name":"ci","scopes":["account:delete"]}""", "scopes")]
    [InlineData("""{"name":"ci","scopes":["*", null]}""", "scopes")]
    [InlineData("""{"name":"ci","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"ci"}""", "scopes")]
    [InlineData("""{"scopes":["*"]}""", "name")]
    [InlineData("""{"name":"ci","scopes":["*"],"expires_at":"2026-03-01T12:00:00Z"}""", "expires_at")]
    [InlineData("""{"name":"ci","scopes":["*"],"expires_at":"soon"}""", "expires_at")]
    [InlineData("""{"name":"ci","scopes":["*"],"user_id":"usr_1"}""", "user_id")]
    public async Task What_is_wrong_is_named(string body, string named)
    {
        await using var silo = await AccountSilo.StartAsync();

        var answer = await (await silo.SetUpAsync()).SendAsync("POST", "/v1/account/tokens", body);

        Assert.Equal((422, named), ((int)answer.Status, answer.Fields.Single().Split('[')[0]));
    }

    [Theory]
    [InlineData("owner", "team:write", 201)]
    [InlineData("admin", "team:write", 422)]
    [InlineData("admin", "shell:run", 201)]
    [InlineData("admin", "*", 201)]
    [InlineData("operator", "jobs:read", 403)]
    public async Task A_token_never_exceeds_its_maker(string role, string scope, int status)
    {
        await using var silo = await AccountSilo.StartAsync();
        var maker = await silo.SetUpAsync();
        await silo.Records.Database.Control.WriteAsync([new("UPDATE members SET role = @role", ("role", role))]);

        var answer = await MakeAsync(maker, scope);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(status == 422 ? "scopes" : null, status == 422 ? answer.Fields.Single() : null);
    }

    [Fact]
    public async Task A_token_made_by_a_token_has_less_ends_earlier_and_goes_with_it()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var end = silo.Time.GetUtcNow().AddHours(1);
        var parent = await owner.SendAsync("POST", "/v1/account/tokens", new { name = "p", scopes = new[] { "account:read", "account:write" }, expires_at = end });
        var secret = parent.Json.GetProperty("secret").GetString()!;
        Task<Answer> ChildAsync(string scope, DateTimeOffset? until) =>
            AsAsync(silo, secret, "POST", "/v1/account/tokens", new { name = "c", scopes = new[] { scope }, expires_at = until });

        Assert.Equal(["scopes"], (await ChildAsync("*", end)).Fields);
        Assert.Equal(["scopes"], (await ChildAsync("servers:read", end)).Fields);
        Assert.Equal(["expires_at"], (await ChildAsync("account:read", end.AddMinutes(1))).Fields);
        Assert.Equal(["expires_at"], (await ChildAsync("account:read", null)).Fields);
        var child = (await ChildAsync("account:read", end)).Json.GetProperty("secret").GetString()!;
        Assert.Equal(200, (int)(await AsAsync(silo, child, "GET", "/v1/account")).Status);
        await owner.SendAsync("DELETE", parent.Header("Location")!);

        Assert.Equal(401, (int)(await AsAsync(silo, child, "GET", "/v1/account")).Status);
    }

    [Fact]
    public async Task The_audit_names_the_token()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var made = await MakeAsync(owner, "account:write");
        await AsAsync(silo, made.Json.GetProperty("secret").GetString()!, "PATCH", "/v1/account", new { name = "Ada" });

        var rows = (await owner.SendAsync("GET", "/v1/account/audit")).Json.GetProperty("data").EnumerateArray()
            .Where(row => row.GetProperty("action").GetString() == "account.change").Select(row => row.GetProperty("actor").GetRawText());

        Assert.Equal([$$"""{"type":"token","id":"{{made.Json.GetProperty("id")}}","name":"ci"}"""], rows);
    }

    [Fact]
    public async Task Use_is_noted_at_most_once_a_minute()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var secret = await SecretAsync(owner, "account:read");
        var seen = new List<string?>();
        foreach (var pause in new[] { 0, 59, 1 })
        {
            silo.Time.Advance(TimeSpan.FromSeconds(pause));
            await AsAsync(silo, secret, "GET", "/v1/account");
            seen.Add((await owner.SendAsync("GET", "/v1/account/tokens")).Json.GetProperty("data")[0].GetProperty("last_used_at").GetString());
        }

        Assert.Equal(["2026-03-01T12:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-01T12:01:00.000Z"], seen);
    }

    [Fact]
    public async Task Authorization_alone_decides()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var secret = await SecretAsync(owner, "account:write");

        // No cookie, no origin rule.
        var foreign = await silo.Http.SendAsync("PATCH", "/v1/account", new { name = "A" },
            ("Authorization", $"Bearer {secret}"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example.net"));
        var both = await owner.SendAsync("GET", "/v1/account", null, ("Authorization", $"Bearer {secret}"));

        Assert.Equal((200, 403), ((int)foreign.Status, (int)both.Status));
        foreach (var value in new[] { "", "Bearer", "Bearer ", "Basic YTpi", secret, $"Bearer {secret[..^1]}!", $"Bearer {Token.Create(TokenKind.Api)}", $"Bearer {secret} x" })
            Assert.Equal(401, (int)(await owner.SendAsync("GET", "/v1/account", null, ("Authorization", value))).Status);
    }

    [Fact]
    public async Task The_secret_is_not_replayed()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var body = new { name = "ci", scopes = Reading };

        var first = await owner.SendAsync("POST", "/v1/account/tokens", body, ("Idempotency-Key", "k"));
        var again = await owner.SendAsync("POST", "/v1/account/tokens", body, ("Idempotency-Key", "k"));

        Assert.Equal((201, 201, "true"), ((int)first.Status, (int)again.Status, again.Header("Idempotent-Replayed")));
        Assert.Equal(first.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.Equal(first.Header("Location"), again.Header("Location"));
        Assert.Contains("\"secret\":null", again.Text, StringComparison.Ordinal);
        Assert.Equal(1, await silo.Records.Database.FirstAsync<long>("SELECT count(*) FROM api_tokens"));
    }

    [Fact]
    public async Task A_program_replays_nothing_of_its_makers_keys()
    {
        await using var silo = await AccountSilo.StartAsync();
        var owner = await silo.SetUpAsync();
        var secret = await SecretAsync(owner, "*");
        var body = new { name = "ci", scopes = Reading };

        await owner.SendAsync("POST", "/v1/account/tokens", body, ("Idempotency-Key", "k"));
        var other = await silo.Http.SendAsync("POST", "/v1/account/tokens", body, ("Authorization", $"Bearer {secret}"), ("Idempotency-Key", "k"));

        Assert.Equal((201, null), ((int)other.Status, other.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Programs_are_not_led_past_a_factor_that_is_required()
    {
        await using var silo = await AccountSilo.StartAsync(("Access:RequireSecondFactor", "true"));
        var owner = await silo.SetUpAsync();
        await Authenticator.EnrolAsync(silo, owner);
        var secret = await SecretAsync(owner, "*");
        Assert.Equal(200, (int)(await AsAsync(silo, secret, "GET", "/v1/account/audit")).Status);

        await owner.SendAsync("DELETE", "/v1/account/mfa/totp", new { current_password = AccountSilo.Password });

        Assert.Equal("mfa_required", (await AsAsync(silo, secret, "GET", "/v1/account/audit")).Code);
    }

    private static (int, string) Seen(Answer answer) => ((int)answer.Status, answer.Code);

    private static Task<Answer> MakeAsync(Browser maker, params string[] scopes) => maker.SendAsync("POST", "/v1/account/tokens", new { name = "ci", scopes });

    private static async Task<string> SecretAsync(Browser maker, params string[] scopes) => (await MakeAsync(maker, scopes)).Json.GetProperty("secret").GetString()!;

    private static Task<Answer> AsAsync(TestSilo silo, string secret, string method, string path, object? body = null) =>
        silo.Http.SendAsync(method, path, body, ("Authorization", $"Bearer {secret}"));
}
