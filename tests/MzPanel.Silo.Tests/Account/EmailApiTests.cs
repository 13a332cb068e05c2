using MzPanel.Silo.Tests.Mail;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Account;

public sealed class EmailApiTests
{
    private const string Next = "countess@example.org";

    [Fact]
    public async Task Without_mail_the_link_is_shown_once_to_who_asked()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();

        var asked = await AskAsync(ada, "Countess@Example.org", ("Idempotency-Key", "k"));
        var again = await AskAsync(ada, "Countess@Example.org", ("Idempotency-Key", "k"));
        var token = asked.Json.GetProperty("token").GetString()!;

        Assert.Equal((202, "shown", Next), ((int)asked.Status, asked.Json.GetProperty("delivery").GetString(), asked.Json.GetProperty("email").GetString()));
        Assert.Equal($"{TestSilo.Origin}/email#token={token}", asked.Json.GetProperty("url").GetString());
        Assert.Equal(("true", System.Text.Json.JsonValueKind.Null), (again.Header("Idempotent-Replayed"), again.Json.GetProperty("token").ValueKind));
        Assert.Equal(AccountSilo.Email, await EmailAsync(ada));
        Assert.Equal(204, (int)(await ConfirmAsync(silo, token)).Status);
        Assert.Equal(Next, await EmailAsync(ada));
        Assert.Equal(["token"], (await ConfirmAsync(silo, token)).Fields);
        Assert.Equal(Next, await EmailAsync(await silo.SignInAsync(Next)));
        Assert.Equal(401, (int)(await ada.SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password = AccountSilo.Password })).Status);
    }

    [Fact]
    public async Task With_mail_only_the_new_address_learns_the_link_and_the_old_one_that_it_changed()
    {
        await using var sink = new SmtpSink();
        await using var silo = await AccountSilo.StartAsync(sink.Settings);
        var ada = await silo.SetUpAsync();

        var asked = await AskAsync(ada, Next);
        var mail = Assert.Single(sink.Mails);

        Assert.Equal((202, "sent"), ((int)asked.Status, asked.Json.GetProperty("delivery").GetString()));
        Assert.DoesNotContain("mzp_set_", asked.Text, StringComparison.Ordinal);
        Assert.Contains($"To: {Next}", mail, StringComparison.Ordinal);
        Assert.Equal(204, (int)(await ConfirmAsync(silo, mail.Split("/email#token=")[1].Split('\n')[0].Trim())).Status);
        await Until.Async(() => Task.FromResult(sink.Mails.Count == 2));
        Assert.Contains($"To: {AccountSilo.Email}", sink.Mails[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_shows_the_link_to_nobody()
    {
        await using var sink = new SmtpSink(SinkMood.Refusing);
        await using var silo = await AccountSilo.StartAsync(sink.Settings);

        var asked = await AskAsync(await silo.SetUpAsync(), Next);

        Assert.Equal((202, "failed"), ((int)asked.Status, asked.Json.GetProperty("delivery").GetString()));
        Assert.DoesNotContain("mzp_set_", asked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_somebody_has_is_told_only_to_who_owns_it()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();
        await silo.SignUpAsync(Next);

        var asked = await AskAsync(ada, Next);
        var confirmed = await ConfirmAsync(silo, asked.Json.GetProperty("token").GetString()!);

        Assert.Equal((202, 409, "already_exists"), ((int)asked.Status, (int)confirmed.Status, confirmed.Code));
        Assert.Equal(AccountSilo.Email, await EmailAsync(ada));
    }

    [Fact]
    public async Task It_takes_the_password_and_lives_an_hour_and_the_last_one_counts()
    {
        await using var silo = await AccountSilo.StartAsync();
        var ada = await silo.SetUpAsync();

        var wrong = await ada.SendAsync("POST", "/v1/account/email", new { email = Next, current_password = "wrong" });
        var (first, second) = (await AskAsync(ada, Next), await AskAsync(ada, Next));
        var voided = await ConfirmAsync(silo, first.Json.GetProperty("token").GetString()!);
        silo.Time.Advance(TimeSpan.FromHours(1));
        var late = await ConfirmAsync(silo, second.Json.GetProperty("token").GetString()!);

        Assert.Equal(["current_password"], wrong.Fields);
        Assert.Equal(["token", "token"], [.. voided.Fields, .. late.Fields]);
    }

    [Fact]
    public async Task With_mail_a_forgotten_password_is_set_by_a_link_that_leaves_the_factor_alone()
    {
        await using var sink = new SmtpSink();
        await using var silo = await AccountSilo.StartAsync(sink.Settings);
        await Authenticator.EnrolAsync(silo, await silo.SetUpAsync());

        var unknown = await silo.Http.SendAsync("POST", "/v1/account/password/reset", new { email = "nobody@example.org" });
        var known = await silo.Http.SendAsync("POST", "/v1/account/password/reset", new { email = AccountSilo.Email });
        await Until.Async(() => Task.FromResult(sink.Mails.Count == 1));
        var token = sink.Mails[0].Split("/reset#token=")[1].Split('\n')[0].Trim();
        var confirmed = await silo.Http.SendAsync("POST", "/v1/account/password/reset/confirm", new { token, new_password = "another-long-secret-9" });
        var signedIn = await silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password = "another-long-secret-9" });

        Assert.Equal((unknown.Status, unknown.Text), (known.Status, known.Text));
        Assert.Contains($"To: {AccountSilo.Email}", sink.Mails[0], StringComparison.Ordinal);
        Assert.Equal((204, "mfa_required"), ((int)confirmed.Status, signedIn.Code));
    }

    private static Task<Answer> AskAsync(Browser browser, string email, params (string, string)[] headers) =>
        browser.SendAsync("POST", "/v1/account/email", new { email, current_password = AccountSilo.Password }, headers);

    private static Task<Answer> ConfirmAsync(TestSilo silo, string token) => silo.Http.SendAsync("POST", "/v1/account/email/confirm", new { token });

    private static async Task<string> EmailAsync(Browser browser) =>
        (await browser.SendAsync("GET", "/v1/account")).Json.GetProperty("user").GetProperty("email").GetString()!;
}
