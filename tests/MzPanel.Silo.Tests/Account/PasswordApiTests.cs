using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Account;

namespace MzPanel.Silo.Tests.Account;

public sealed class PasswordApiTests
{
    private const string Next = "another-long-secret-9";

    [Fact]
    public async Task A_new_password_ends_all_other_sessions()
    {
        await using var silo = await AccountSilo.StartAsync();
        var other = await silo.SetUpAsync();
        var browser = await silo.SignInAsync();

        var answer = await ChangeAsync(browser, AccountSilo.Password, Next);

        Assert.Equal(204, (int)answer.Status);
        Assert.Equal(200, (int)(await browser.SendAsync("GET", "/v1/account")).Status);
        Assert.Equal(401, (int)(await other.SendAsync("GET", "/v1/account")).Status);
        Assert.Equal(401, (int)(await SignInAsync(silo, AccountSilo.Password)).Status);
        Assert.Equal(200, (int)(await SignInAsync(silo, Next)).Status);
    }

    [Theory]
    [InlineData("wrong", Next, "current_password")]
    [InlineData(AccountSilo.Password, "short", "new_password")]
    [InlineData(AccountSilo.Password, "password1234", "new_password")]
    [InlineData(AccountSilo.Password, "ada@example.org1", "new_password")]
    public async Task What_is_wrong_is_named_and_nothing_changes(string current, string next, string named)
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        var answer = await ChangeAsync(browser, current, next);

        Assert.Equal((422, "validation_failed"), ((int)answer.Status, answer.Code));
        Assert.Equal([named], answer.Fields);
        Assert.Equal(200, (int)(await SignInAsync(silo, AccountSilo.Password)).Status);
    }

    [Fact]
    public async Task A_stolen_session_cannot_guess_the_password_fast()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        for (var i = 0; i < 5; i++)
            await ChangeAsync(browser, "wrong", Next);

        Assert.Equal(429, (int)(await ChangeAsync(browser, "wrong", Next)).Status);
    }

    [Fact]
    public async Task Under_a_key_the_change_is_made_once_and_answered_twice()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        var first = await ChangeAsync(browser, AccountSilo.Password, Next, ("Idempotency-Key", "k1"));
        var second = await ChangeAsync(browser, AccountSilo.Password, Next, ("Idempotency-Key", "k1"));

        Assert.Equal((204, 204), ((int)first.Status, (int)second.Status));
        Assert.Equal((null, "true"), (first.Header("Idempotent-Replayed"), second.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Asking_for_a_reset_is_answered_the_same_for_everybody()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();

        var known = await silo.Http.SendAsync("POST", "/v1/account/password/reset", new { email = AccountSilo.Email });
        var unknown = await silo.Http.SendAsync("POST", "/v1/account/password/reset", new { email = "nobody@example.org" });
        var kept = await silo.Http.SendAsync("POST", "/v1/account/password/reset", new { email = "nobody@example.org" }, ("Idempotency-Key", "k"));
        var again = await silo.Http.SendAsync("POST", "/v1/account/password/reset", new { email = "nobody@example.org" }, ("Idempotency-Key", "k"));

        Assert.All([known, unknown, kept, again], answer => Assert.Equal((202, "{}"), ((int)answer.Status, answer.Text)));
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
    }

    [Fact]
    public async Task A_link_sets_the_password_once_and_ends_every_session()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var reset = silo.Services.GetRequiredService<PasswordReset>();
        var older = Token(await reset.MakeLinkAsync(AccountSilo.Email));
        var link = await reset.MakeLinkAsync("ADA@example.org");

        var answer = await ConfirmAsync(silo, Token(link), Next);
        var again = await ConfirmAsync(silo, Token(link), Next);
        var voided = await ConfirmAsync(silo, older, Next);

        Assert.StartsWith($"{TestSilo.Origin}/reset#token=mzp_set_", link);
        Assert.Equal(204, (int)answer.Status);
        Assert.Equal(401, (int)(await browser.SendAsync("GET", "/v1/account")).Status);
        Assert.Equal(200, (int)(await SignInAsync(silo, Next)).Status);
        Assert.All([again, voided], a => Assert.Equal((422, "token"), ((int)a.Status, a.Fields.Single())));
    }

    [Fact]
    public async Task A_link_lives_an_hour_and_is_for_nobody_where_nobody_is()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();
        var reset = silo.Services.GetRequiredService<PasswordReset>();
        var link = await reset.MakeLinkAsync(AccountSilo.Email);
        silo.Time.Advance(TimeSpan.FromHours(1));

        var answer = await ConfirmAsync(silo, Token(link), Next);

        Assert.Equal(["token"], answer.Fields);
        Assert.Null(await reset.MakeLinkAsync("nobody@example.org"));
    }

    [Fact]
    public async Task A_weak_password_does_not_use_the_link_up()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();
        var token = Token(await silo.Services.GetRequiredService<PasswordReset>().MakeLinkAsync(AccountSilo.Email));

        Assert.Equal(["new_password"], (await ConfirmAsync(silo, token, "password1234")).Fields);
        Assert.Equal(204, (int)(await ConfirmAsync(silo, token, Next)).Status);
    }

    private static string Token(string? link) => link!.Split("#token=")[1];

    private static Task<Answer> ChangeAsync(Browser browser, string current, string next, params (string, string)[] headers) =>
        browser.SendAsync("POST", "/v1/account/password", new { current_password = current, new_password = next }, headers);

    private static Task<Answer> ConfirmAsync(TestSilo silo, string token, string next) =>
        silo.Http.SendAsync("POST", "/v1/account/password/reset/confirm", new { token, new_password = next });

    private static Task<Answer> SignInAsync(TestSilo silo, string password) =>
        silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email = AccountSilo.Email, password });
}
