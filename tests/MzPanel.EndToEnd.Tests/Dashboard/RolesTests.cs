using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;
using static Microsoft.Playwright.Assertions;
using Cookie = Microsoft.Playwright.Cookie;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>What each role is offered in the browser is what the API lets it do, no more and no less.</summary>
public sealed class RolesTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Password = "another long pass phrase 7";

    // A deed on a page, and the same asked of the API so that nothing happens: wrong, or of another version. Only whether it is refused counts.
    private static readonly (string Page, AriaRole Role, string Name, string Method, string Path, string Body)[] Deeds =
    [
        ("/", AriaRole.Link, "Add server", "POST", "/v1/servers", """{"name":"one-more","tags":[]}"""),
        ("/servers/{server}", AriaRole.Link, "Run", "POST", "/v1/servers/{server}/jobs", "{}"),
        ("/servers/{server}", AriaRole.Button, "More", "PATCH", "/v1/servers/{server}", """{"name":""}"""),
        ("/servers/{server}/run?kind=system.info", AriaRole.Button, "run", "POST", "/v1/servers/{server}/jobs", """{"kind":"shell.run","args":{}}"""),
        ("/jobs/{job}", AriaRole.Button, "Cancel", "GET", "/v1/jobs/{job}", ""),
        ("/schedules", AriaRole.Link, "New schedule", "POST", "/v1/schedules", "{}"),
        ("/rollouts", AriaRole.Link, "New rollout", "POST", "/v1/rollouts", "{}"),
        ("/backups", AriaRole.Link, "New plan", "POST", "/v1/backups/plans", "{}"),
        ("/backups/destinations", AriaRole.Link, "New destination", "POST", "/v1/backups/destinations",
            """{"type":"local","name":"attic","config":{"path":"/backup"},"sealed":{"srv_none":"none"}}"""),
        ("/backups/destinations/{destination}", AriaRole.Button, "Delete", "PATCH", "/v1/backups/destinations/{destination}", "{}"),
        ("/backups/destinations/{destination}", AriaRole.Button, "Seal it", "PATCH", "/v1/backups/destinations/{destination}", "{}"),
        ("/sites", AriaRole.Link, "New site", "POST", "/v1/sites", "{}"),
        ("/sites/{site}", AriaRole.Button, "Change", "PATCH", "/v1/sites/{site}", """{"aliases":5}"""),
        ("/sites/{site}", AriaRole.Button, "Get a certificate", "POST", "/v1/sites/{site}/ssl", """{"unknown":5}"""),
        ("/sites/{site}", AriaRole.Button, "Delete shop.example.org", "DELETE", "/v1/sites/{site}", ""),
        ("/team", AriaRole.Heading, "Members", "GET", "/v1/team/members", ""),
        ("/team", AriaRole.Button, "Invite somebody", "POST", "/v1/team/invitations", "{}"),
        ("/audit", AriaRole.Heading, "Audit", "GET", "/v1/account/audit", ""),
        ("/workspace", AriaRole.Button, "Rename", "PATCH", "/v1/account/workspace", """{"name":""}"""),
        ("/workspace", AriaRole.Button, "Close it", "POST", "/v1/account/workspace/close", """{"confirm_name":5}"""),
        ("/account/tokens", AriaRole.Button, "New token", "POST", "/v1/account/tokens", "{}"),
    ];

    private const string Ask = """
        async ([method, path, body]) => (await fetch(path, { method,
          headers: { 'Content-Type': 'application/json', ...(method === 'DELETE' && { 'If-Match': '"none"' }) }, body: body || undefined })).status
        """;

    private readonly Dictionary<string, string> ids = [];

    [Fact]
    public async Task Each_role_is_offered_what_it_may_do_and_nothing_that_it_may_not()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await FillAsync(owner);
        await using (var profile = await chromium.ProfileAsync())
            await JudgeAsync("owner", panel, await panel.SignInAsync(profile));
        foreach (var (role, type, named) in new[] { ("admin", "all", ""), ("admin", "servers", "{server}"), ("operator", "servers", "{server}"), ("customer", "sites", "{site}") })
        {
            await using var profile = await chromium.ProfileAsync();
            await profile.AddCookiesAsync([await JoinAsync(owner, panel.Silo.Address, role, type, Of(named))]);
            await JudgeAsync($"{role} of {type}", panel, await profile.NewPageAsync());
        }
    }

    private async Task JudgeAsync(string who, ShownPanel panel, IPage page)
    {
        var refused = new List<string>();
        page.Response += (_, answer) => Note(refused, answer);
        foreach (var deeds in Deeds.GroupBy(deed => deed.Page))
        {
            await page.GotoAsync(panel.At(Of(deeds.Key)));
            await LivedInPanel.ShownAsync(page);
            Assert.True(refused.Count == 0, $"{who} was refused on {deeds.Key}: {string.Join(", ", refused)}");
            foreach (var deed in deeds)
            {
                var status = await page.EvaluateAsync<int>(Ask, new[] { deed.Method, Of(deed.Path), deed.Body });
                Assert.True(status is 200 or 201 or 403 or 404 or 412 or 422, $"{who}: {deed.Method} {deed.Path} answered {status}");
                refused.Clear();
                var offer = page.GetByRole(AriaRole.Main).GetByRole(deed.Role, new() { Name = deed.Name, Exact = true });
                // The one on an empty list and the one above it are the same offer.
                await (status is 403 or 404 ? Expect(offer).ToHaveCountAsync(0) : Expect(offer.First).ToBeVisibleAsync());
            }
        }
    }

    private static void Note(List<string> refused, IResponse answer)
    {
        if (answer.Status is 401 or 403 && new Uri(answer.Url).AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal))
            refused.Add($"{answer.Request.Method} {answer.Url}");
    }

    /// <summary>A server, a job that waits on it, and a site that nobody is working on.</summary>
    private async Task FillAsync(Owner owner)
    {
        (ids["{server}"], _) = await owner.ServerAsync();
        ids["{job}"] = await owner.JobAsync(ids["{server}"], "system.info");
        var destination = await owner.PostAsync("/v1/backups/destinations", new JsonObject { ["type"] = "local", ["name"] = "attic", ["config"] = new JsonObject { ["path"] = "/backup" } }, HttpStatusCode.Created);
        ids["{destination}"] = destination.GetProperty("id").GetString()!;
        var made = await owner.PostAsync("/v1/sites", new JsonObject { ["server_id"] = ids["{server}"], ["domain"] = "shop.example.org", ["kind"] = "static" }, HttpStatusCode.Accepted);
        ids["{site}"] = made.GetProperty("site").GetProperty("id").GetString()!;
        await owner.PostAsync($"/v1/jobs/{made.GetProperty("job").GetProperty("id").GetString()}/cancel", [], HttpStatusCode.Accepted);
        await Until.Async(async () => (await owner.GetAsync($"/v1/sites/{ids["{site}"]}")).GetProperty("status").GetString() == "failed");
    }

    /// <summary>A new member; the cookie of who accepted.</summary>
    private static async Task<Cookie> JoinAsync(Owner owner, Uri address, string role, string type, string id)
    {
        var scope = type == "all" ? new JsonObject { ["type"] = type } : new JsonObject { ["type"] = type, ["ids"] = new JsonArray(id) };
        var invited = await owner.PostAsync("/v1/team/invitations", new JsonObject { ["email"] = $"{role}-{type}@example.org", ["role"] = role, ["scope"] = scope }, HttpStatusCode.Created);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        using var answer = await http.PostAsJsonAsync("/v1/team/invitations/accept", new JsonObject { ["token"] = invited.GetProperty("token").GetString(), ["password"] = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("__Host-mzp=", StringComparison.Ordinal)).Split(';')[0];
        return new Cookie { Name = "__Host-mzp", Value = cookie["__Host-mzp=".Length..], Domain = address.Host, Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Strict };
    }

    private string Of(string path) => ids.Aggregate(path, (before, each) => before.Replace(each.Key, each.Value, StringComparison.Ordinal));
}
