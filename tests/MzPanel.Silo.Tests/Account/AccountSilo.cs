using Microsoft.Extensions.DependencyInjection;
using MzPanel.Data;
using MzPanel.Data.License;
using MzPanel.Grains;
using MzPanel.Grains.License;
using MzPanel.Silo.Account;
using MzPanel.Silo.Audit;
using MzPanel.Silo.Http;
using MzPanel.Silo.Mail;
using MzPanel.Silo.Team;

namespace MzPanel.Silo.Tests.Account;

/// <summary>A silo with the rooms Account and Audit, and hashes that cost next to nothing.</summary>
internal static class AccountSilo
{
    public const string SetupToken = "a set-up token of ours";
    public const string Email = "ada@example.org";
    public const string Password = "unicorn-lamp-47-river";

    public static Task<TestSilo> StartAsync(params (string Key, string? Value)[] settings) => TestSilo.StartAsync(
        (services, configuration) => services.AddAccount().AddTeam().AddMail(configuration).AddAudit(configuration)
            .AddSingleton<ITierTerms, Unlimited>().AddSingleton<ITierGate, Unlimited>()
            .AddSingleton<ISharedBackoff, NoCluster>().AddSingleton<SigningKeyRecords>().AddSingleton(new Jitter(new Random(1)))
            .AddSingleton(all => KeyRing.LoadAsync(
                all.GetRequiredService<SigningKeyRecords>(), all.GetRequiredService<MasterKey>(), all.GetRequiredService<TimeProvider>()).GetAwaiter().GetResult())
            .AddSingleton(NoGrains.Make())
            .AddSingleton(new PasswordHasher(new PasswordCost(1024, 1), cores: 2)),
        v1 =>
        {
            v1.MapAccount();
            v1.MapTeam();
            v1.MapAudit();
        },
        [("Access:SetupToken", SetupToken), ("Access:OpenSignUp", "true"), ("RateLimits:SignInsPerMinute", "10000"), .. settings]);

    /// <summary>The first owner, signed in.</summary>
    public static async Task<Browser> SetUpAsync(this TestSilo silo)
    {
        var browser = new Browser(silo.Http);
        var answer = await browser.SendAsync("POST", "/v1/account/setup",
            new { setup_token = SetupToken, email = Email, password = Password, workspace_name = "Ada's" });
        Assert.Equal((201, "/v1/account"), ((int)answer.Status, answer.Header("Location")));
        return browser;
    }

    /// <summary>Somebody else, with a workspace of their own.</summary>
    public static async Task<Browser> SignUpAsync(this TestSilo silo, string email)
    {
        var browser = new Browser(silo.Http);
        var answer = await browser.SendAsync("POST", "/v1/account/sign-up", new { email, password = Password, workspace_name = email });
        Assert.Equal(201, (int)answer.Status);
        return browser;
    }

    public static async Task<Browser> SignInAsync(this TestSilo silo, string email = Email, string password = Password)
    {
        var browser = new Browser(silo.Http);
        Assert.Equal(200, (int)(await browser.SendAsync("POST", "/v1/account/sign-in", new { email, password })).Status);
        return browser;
    }

    private sealed class Unlimited : ITierTerms
    {
        public string Default => "unlimited";

        public QuotaView Quotas(string tier) => new(null, 30);

        public bool Opens(string tier, string feature) => tier == "unlimited";
    }
}

/// <summary>A browser on the dashboard: keeps cookies, and says where a request comes from.</summary>
internal sealed class Browser(HttpClient http)
{
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>The latest cookies as they came.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    public async Task<Answer> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        (string, string)[] cookies = Cookies.Count == 0 ? [] : [("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")))];
        var answer = await http.SendAsync(method, path, body, [("Sec-Fetch-Site", "same-origin"), .. cookies, .. headers]);
        if (answer.Message.Headers.TryGetValues("Set-Cookie", out var set))
            Keep([.. set]);
        return answer;
    }

    private void Keep(string[] set)
    {
        SetCookies = set;
        foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
            if (pair[1].Length == 0)
                Cookies.Remove(pair[0]);
            else
                Cookies[pair[0]] = pair[1];
    }
}
