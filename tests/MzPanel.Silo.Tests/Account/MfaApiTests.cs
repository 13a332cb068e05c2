using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Account;
using OtpNet;

namespace MzPanel.Silo.Tests.Account;

public sealed class MfaApiTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_authenticator_is_told_what_it_needs()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        var begun = await browser.SendAsync("POST", "/v1/account/mfa/totp");

        var secret = begun.Json.GetProperty("secret").GetString()!;
        Assert.Equal(20, Base32Encoding.ToBytes(secret).Length);
        var uri = begun.Json.GetProperty("otpauth_uri").GetString()!;
        Assert.StartsWith("otpauth://totp/MzPanel:ada%40example.org?", uri);
        Assert.Contains($"secret={secret}", uri, StringComparison.Ordinal);
        Assert.Contains("issuer=MzPanel", uri, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await SignInAsync(silo, null)).Status);
    }

    [Fact]
    public async Task A_confirmed_factor_is_asked_for_at_sign_in()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var (app, codes) = await Authenticator.EnrolAsync(silo, browser);
        silo.Time.Advance(Step);

        var without = await SignInAsync(silo, null);
        var wrong = await SignInAsync(silo, "000000");
        var right = await SignInAsync(silo, app.Code());

        Assert.Equal((10, 10), (codes.Length, codes.Distinct().Count()));
        Assert.Equal((401, "mfa_required"), ((int)without.Status, without.Code));
        Assert.Equal((401, "bad_credentials"), ((int)wrong.Status, wrong.Code));
        Assert.Equal(200, (int)right.Status);
        Assert.True(right.Json.GetProperty("user").GetProperty("second_factor").GetBoolean());
    }

    [Fact]
    public async Task Whether_there_is_a_factor_is_told_only_to_who_knows_the_password()
    {
        await using var silo = await AccountSilo.StartAsync();
        await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());

        var known = await silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password = "wrong" });
        var unknown = await silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email = "nobody@example.org", password = "wrong", code = "000000" });

        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        Assert.Equal("bad_credentials", known.Code);
    }

    [Fact]
    public async Task A_code_opens_once_and_none_before_it_any_more()
    {
        await using var silo = await AccountSilo.StartAsync();
        var (app, _) = await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());
        var enrolled = await SignInAsync(silo, app.Code());
        silo.Time.Advance(2 * Step);

        var late = await SignInAsync(silo, app.Code(-1));
        var early = await SignInAsync(silo, app.Code(1));
        var again = await SignInAsync(silo, app.Code(1));
        var now = await SignInAsync(silo, app.Code());

        Assert.Equal([401, 200, 200, 401, 401], new[] { enrolled, late, early, again, now }.Select(answer => (int)answer.Status));
    }

    [Fact]
    public async Task A_code_of_two_steps_away_is_none()
    {
        await using var silo = await AccountSilo.StartAsync();
        var (app, _) = await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());
        silo.Time.Advance(10 * Step);

        Assert.Equal((401, 401), ((int)(await SignInAsync(silo, app.Code(-2))).Status, (int)(await SignInAsync(silo, app.Code(2))).Status));
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once()
    {
        await using var silo = await AccountSilo.StartAsync();
        var (_, codes) = await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());

        var first = await SignInAsync(silo, codes[3]);
        var again = await SignInAsync(silo, codes[3]);
        var other = await SignInAsync(silo, codes[4].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal));

        Assert.Equal([200, 401, 200], new[] { first, again, other }.Select(answer => (int)answer.Status));
        Assert.Matches("^([a-z2-7]{6}-){3}[a-z2-7]{6}$", codes[3]);
    }

    [Fact]
    public async Task Codes_are_guessed_as_slowly_as_passwords_also_by_who_knows_the_password()
    {
        await using var silo = await AccountSilo.StartAsync();
        await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());

        var answers = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add((int)(await SignInAsync(silo, "000000")).Status);
            // A right password alone must not make the waits forgotten.
            await SignInAsync(silo, null);
        }

        Assert.Equal([401, 401, 401, 401, 401, 429], answers);
    }

    [Fact]
    public async Task A_wrong_code_confirms_nothing()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var early = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", new { code = "000000" });
        await browser.SendAsync("POST", "/v1/account/mfa/totp");

        var wrong = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", new { code = "000000" });
        var none = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", new { });

        Assert.Equal((409, "conflict"), ((int)early.Status, early.Code));
        Assert.All([wrong, none], answer => Assert.Equal((422, "code"), ((int)answer.Status, answer.Fields.Single())));
        Assert.Equal(200, (int)(await SignInAsync(silo, null)).Status);
    }

    [Fact]
    public async Task A_factor_in_force_is_not_replaced_by_whoever_holds_a_session()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var (app, _) = await Authenticator.EnrolAsync(silo, browser);

        var begun = await browser.SendAsync("POST", "/v1/account/mfa/totp");
        var confirmed = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", new { code = app.Code(1) });

        Assert.All([begun, confirmed], answer => Assert.Equal((409, "conflict"), ((int)answer.Status, answer.Code)));
    }

    [Fact]
    public async Task It_goes_for_a_code_a_recovery_code_or_the_password()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        foreach (var how in new[] { "code", "recovery", "password" })
        {
            var (app, codes) = await Authenticator.EnrolAsync(silo, browser);
            silo.Time.Advance(Step);
            object proof = how switch
            {
                "code" => new { code = app.Code() },
                "recovery" => new { code = codes[0] },
                _ => new { current_password = AccountSilo.Password },
            };
            Assert.Equal(204, (int)(await browser.SendAsync("DELETE", "/v1/account/mfa/totp", proof)).Status);
            Assert.Equal(404, (int)(await browser.SendAsync("DELETE", "/v1/account/mfa/totp", proof)).Status);
            Assert.Equal(200, (int)(await SignInAsync(silo, null)).Status);
        }
    }

    [Theory]
    [InlineData("""{"code":"000000"}""", "code")]
    [InlineData("""{"current_password":"wrong"}""", "current_password")]
    [InlineData("{}", "code")]
    [InlineData("""{"code":"000000","current_password":"wrong"}""", "code")]
    public async Task Without_a_right_proof_it_stays(string body, string named)
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        await Authenticator.EnrolAsync(silo, browser);

        var answer = await browser.SendAsync("DELETE", "/v1/account/mfa/totp", body);

        Assert.Equal((422, named), ((int)answer.Status, answer.Fields.Single()));
        Assert.Equal("mfa_required", (await SignInAsync(silo, null)).Code);
    }

    [Fact]
    public async Task Secrets_are_not_replayed()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var begun = await browser.SendAsync("POST", "/v1/account/mfa/totp", null, ("Idempotency-Key", "k1"));
        var again = await browser.SendAsync("POST", "/v1/account/mfa/totp", null, ("Idempotency-Key", "k1"));
        var body = new { code = new Authenticator(silo, begun.Json.GetProperty("secret").GetString()!).Code() };
        var confirmed = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", body, ("Idempotency-Key", "k2"));
        var twice = await browser.SendAsync("POST", "/v1/account/mfa/totp/confirm", body, ("Idempotency-Key", "k2"));

        Assert.Equal("""{"otpauth_uri":null,"secret":null}""", again.Text);
        Assert.Equal(10, confirmed.Json.GetProperty("recovery_codes").GetArrayLength());
        Assert.Equal(("""{"recovery_codes":null}""", "true"), (twice.Text, twice.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Neither_secret_nor_codes_are_readable_in_the_records()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var begun = await browser.SendAsync("POST", "/v1/account/mfa/totp");
        var secret = begun.Json.GetProperty("secret").GetString()!;

        var row = await silo.Records.Database.FirstAsync<byte[]>("SELECT sealed FROM totp");

        Assert.Equal(-1, row.AsSpan().IndexOf(Base32Encoding.ToBytes(secret)));
    }

    [Fact]
    public async Task Every_step_is_audited_also_one_that_failed()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        await Authenticator.EnrolAsync(silo, browser);
        await browser.SendAsync("DELETE", "/v1/account/mfa/totp", new { code = "000000" });
        await browser.SendAsync("DELETE", "/v1/account/mfa/totp", new { current_password = AccountSilo.Password });

        var rows = (await browser.SendAsync("GET", "/v1/account/audit")).Json.GetProperty("data").EnumerateArray()
            .Select(row => $"{row.GetProperty("action")} {row.GetProperty("outcome")}").Take(4);

        Assert.Equal(["account.mfa_remove ok", "account.mfa_remove failed", "account.mfa_confirm ok", "account.mfa_begin ok"], rows);
    }

    [Fact]
    public async Task The_link_of_the_command_line_takes_the_factor_away()
    {
        await using var silo = await AccountSilo.StartAsync();
        await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());

        await silo.Services.GetRequiredService<PasswordReset>().MakeLinkAsync(AccountSilo.Email);

        Assert.Equal(200, (int)(await SignInAsync(silo, null)).Status);
    }

    [Fact]
    public async Task Where_it_is_required_owners_get_no_further_than_to_enrol()
    {
        await using var silo = await AccountSilo.StartAsync(("Access:RequireSecondFactor", "true"));
        var browser = await silo.SetUpAsync();

        foreach (var path in new[] { "/v1/account/sessions", "/v1/account/audit", "/v1/account/tokens" })
            Assert.Equal("mfa_required", (await browser.SendAsync("GET", path)).Code);
        Assert.Equal(200, (int)(await browser.SendAsync("GET", "/v1/account")).Status);
        await Authenticator.EnrolAsync(silo, browser);

        Assert.Equal(200, (int)(await browser.SendAsync("GET", "/v1/account/sessions")).Status);
    }

    [Theory]
    [InlineData("owner", 401)]
    [InlineData("admin", 401)]
    [InlineData("operator", 200)]
    [InlineData("customer", 200)]
    public async Task It_is_required_of_owners_and_admins(string role, int status)
    {
        await using var silo = await AccountSilo.StartAsync(("Access:RequireSecondFactor", "true"));
        var browser = await silo.SetUpAsync();
        await silo.Records.Database.Control.WriteAsync([new("UPDATE members SET role = @role", ("role", role))]);

        Assert.Equal(status, (int)(await browser.SendAsync("GET", "/v1/account/sessions")).Status);
        Assert.Equal(204, (int)(await browser.SendAsync("POST", "/v1/account/sign-out")).Status);
    }

    private static Task<Answer> SignInAsync(TestSilo silo, string? code) =>
        new Browser(silo.Http).SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password = AccountSilo.Password, code });
}
