using System.Net;
using MzPanel.Silo.Tests.Account;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Team;

/// <summary>A team that grows by requests.</summary>
internal static class TeamSilo
{
    public static readonly object Everything = new { type = "all" };

    public static async Task<Answer> InviteAsync(this Browser owner, string email, string role = "admin", object? scope = null, params (string, string)[] headers) =>
        await owner.SendAsync("POST", "/v1/team/invitations", new { email, role, scope = scope ?? Everything }, headers);

    public static async Task<string> TokenForAsync(this Browser owner, string email, string role = "admin", object? scope = null)
    {
        var answer = await owner.InviteAsync(email, role, scope);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Json.GetProperty("token").GetString()!;
    }

    public static Task<Answer> AcceptAsync(this Browser browser, string token, string? password = AccountSilo.Password, string? code = null) =>
        browser.SendAsync("POST", "/v1/team/invitations/accept", new { token, password, code });

    /// <summary>A new member with an account of their own, signed in.</summary>
    public static async Task<Browser> JoinAsync(this TestSilo silo, Browser owner, string email, string role = "admin", object? scope = null)
    {
        var browser = new Browser(silo.Http);
        var answer = await browser.AcceptAsync(await owner.TokenForAsync(email, role, scope));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return browser;
    }

    /// <summary>A site of the owner's workspace.</summary>
    public static async Task<string> SiteAsync(this TestSilo silo, Browser owner)
    {
        var seed = new Seed(silo.Records.Database);
        var workspace = (await owner.SendAsync("GET", "/v1/account")).Json.GetProperty("workspace").GetProperty("id").GetString();
        return await seed.SiteAsync(await seed.ServerAsync(workspace));
    }

    public static async Task<string> MemberIdAsync(this Browser owner, string email) => (await owner.SendAsync("GET", "/v1/team/members"))
        .Json.GetProperty("data").EnumerateArray().Single(m => m.GetProperty("email").GetString() == email).GetProperty("id").GetString()!;

    public static async Task<(int Status, string? Role)> RoleAsync(this Browser browser)
    {
        var answer = await browser.SendAsync("GET", "/v1/account");
        return ((int)answer.Status, (int)answer.Status == 200 ? answer.Json.GetProperty("role").GetString() : null);
    }
}
