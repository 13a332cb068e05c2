using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>A panel in which something has happened: servers, jobs of every colour. Its pages are only looked at.</summary>
public sealed class LivedInPanel : IAsyncLifetime
{
    /// <summary>Pages by name; in an address <c>{server}</c> and <c>{job}</c> stand for what there is.</summary>
    internal static IReadOnlyDictionary<string, string> Places { get; } = new Dictionary<string, string>
    {
        ["sign-in"] = "/sign-in", ["setup"] = "/setup", ["reset"] = "/reset", ["email"] = "/email#token=mzp_set_x", ["fleet"] = "/", ["add-server"] = "/servers/new", ["server"] = "/servers/{server}",
        ["server-jobs"] = "/servers/{server}/jobs", ["server-events"] = "/servers/{server}/events", ["server-sites"] = "/servers/{server}/sites", ["server-services"] = "/servers/{server}/services",
        ["server-disks"] = "/servers/{server}/disks", ["server-databases"] = "/servers/{server}/databases", ["server-cron"] = "/servers/{server}/cron",
        ["server-firewall"] = "/servers/{server}/firewall",
        ["run"] = "/servers/{server}/run?kind=shell.run", ["jobs"] = "/jobs", ["job"] = "/jobs/{job}", ["unknown"] = "/jobs/job_none",
        ["schedules"] = "/schedules", ["new-schedule"] = "/schedules/new", ["schedule"] = "/schedules/{schedule}",
        ["rollouts"] = "/rollouts", ["new-rollout"] = "/rollouts/new", ["rollout"] = "/rollouts/{rollout}",
        ["backups"] = "/backups", ["new-plan"] = "/backups/plans/new", ["plan"] = "/backups/plans/{plan}", ["snapshots"] = "/backups/snapshots",
        ["destinations"] = "/backups/destinations", ["new-destination"] = "/backups/destinations/new", ["destination"] = "/backups/destinations/{destination}",
        ["restore"] = "/backups/snapshots/{snapshot}",
        ["sites"] = "/sites", ["new-site"] = "/sites/new", ["site"] = "/sites/{site}", ["team"] = "/team", ["invite"] = "/invite#token=mzp_inv_x",
        ["account"] = "/account", ["security"] = "/account/security", ["tokens"] = "/account/tokens", ["audit"] = "/audit", ["workspace"] = "/workspace",
    };

    internal const string Guest = "somebody.with.a.long.name@a-department.of-a-company.example.org";

    private ShownPanel panel = null!;
    private Owner owner = null!;
    private string server = "";
    private string job = "";
    private string site = "";
    private string schedule = "";
    private string rollout = "";
    private string destination = "";
    private string plan = "";
    private string snapshot = "";
    private IReadOnlyList<BrowserContextCookiesResult> cookies = [];

    public async ValueTask InitializeAsync()
    {
        panel = await ShownPanel.StartAsync();
        owner = await Owner.SetUpAsync(panel.Silo);
        server = await panel.ServerAsync(owner, "web-1");
        var (absent, _) = await owner.ServerAsync("a-server-with-a-long-name-that-somebody-made-by-a-script-01234567");
        job = await ShownPanel.ShellAsync(owner, server, "for i in $(seq 60); do echo line $i; done; printf '\\033[33mcareful\\033[0m, \\033[32mgood\\033[0m\\n'; echo broken >&2; exit 3");
        await owner.EndedAsync(job);
        await owner.EndedAsync(await owner.JobAsync(server, "system.info"));
        site = await SiteAsync(absent);
        await OrderAsync(absent);
        await BackUpAsync();
        await owner.PostAsync("/v1/team/invitations", new JsonObject
        {
            ["email"] = Guest, ["role"] = "operator", ["scope"] = new JsonObject { ["type"] = "servers", ["ids"] = new JsonArray(server) },
        }, HttpStatusCode.Created);
        await owner.PostAsync("/v1/account/tokens", new JsonObject { ["name"] = "deploys", ["scopes"] = new JsonArray("sites:read", "jobs:read") }, HttpStatusCode.Created);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await panel.DisposeAsync();
    }

    internal async Task<IPage> OpenAsync(IBrowserContext profile, string name)
    {
        var path = Of([("{server}", server), ("{job}", job), ("{site}", site), ("{schedule}", schedule), ("{rollout}", rollout), ("{destination}", destination), ("{plan}", plan), ("{snapshot}", snapshot)], Places[name]);
        await EnterAsync(profile);
        var page = await profile.NewPageAsync();
        await page.GotoAsync(panel.At(path));
        await ShownAsync(page);
        return page;
    }

    /// <summary>Waits until nothing on the page is still being read.</summary>
    internal static async Task ShownAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Loading" })).ToHaveCountAsync(0, new() { Timeout = ShownPanel.LimitMs });
    }

    private async Task OrderAsync(string absent)
    {
        schedule = (await owner.PostAsync("/v1/schedules", new JsonObject
        {
            ["name"] = "Clean up", ["server_id"] = server, ["kind"] = "shell.run", ["args"] = new JsonObject { ["command"] = "rm -rf cache" }, ["cron"] = "0 3 * * *",
            ["time_zone"] = "Europe/Berlin",
        }, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        rollout = (await owner.PostAsync("/v1/rollouts", new JsonObject
        {
            ["server_ids"] = new JsonArray(server, absent), ["kind"] = "system.info", ["args"] = new JsonObject(), ["parallel"] = 2,
        }, HttpStatusCode.Accepted)).GetProperty("rollout").GetProperty("id").GetString()!;
    }

    private async Task BackUpAsync()
    {
        var key = (await owner.GetAsync($"/v1/servers/{server}")).GetProperty("seal_key");
        destination = (await owner.PostAsync("/v1/backups/destinations", new JsonObject
        {
            ["type"] = "local", ["name"] = "attic", ["config"] = new JsonObject { ["path"] = "/backup" },
            ["sealed"] = new JsonObject { [server] = Backups.Browser.Seal(key, """{"password":"long enough"}""") },
        }, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        plan = (await owner.PostAsync("/v1/backups/plans", new JsonObject
        {
            ["server_id"] = server, ["kind"] = "full", ["schedule"] = "0 3 * * *", ["retention"] = new JsonObject { ["daily"] = 7 }, ["paths"] = new JsonArray("/etc"),
            ["destination_ids"] = new JsonArray(destination),
        }, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        var run = await owner.PostAsync($"/v1/backups/plans/{plan}/run", [], HttpStatusCode.Accepted);
        await owner.EndedAsync(run.GetProperty("job").GetProperty("id").GetString()!);
        snapshot = (await owner.GetAsync("/v1/backups/snapshots")).GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    private static string Of(IEnumerable<(string Name, string Id)> ids, string path) =>
        ids.Aggregate(path, (before, each) => before.Replace(each.Name, each.Id, StringComparison.Ordinal));

    // Its server never comes, so that no web server is left running: a site to look at all the same.
    private async Task<string> SiteAsync(string absent)
    {
        var made = await owner.PostAsync("/v1/sites", new JsonObject
        {
            ["server_id"] = absent, ["domain"] = "shop.example.org", ["aliases"] = new JsonArray("www.shop.example.org", "shop.of-a-customer-with-a-long-name.example.org", "shop.of-another-customer-with-a-long-name.example.org"), ["kind"] = "static",
        }, HttpStatusCode.Accepted);
        var id = made.GetProperty("site").GetProperty("id").GetString()!;
        await owner.PostAsync($"/v1/jobs/{made.GetProperty("job").GetProperty("id").GetString()}/cancel", [], HttpStatusCode.Accepted);
        await Until.Async(async () => (await owner.GetAsync($"/v1/sites/{id}")).GetProperty("status").GetString() == "failed");
        return id;
    }

    // A password is made to take long: one signing in is enough for all pages.
    private async Task EnterAsync(IBrowserContext profile)
    {
        if (cookies.Count == 0)
        {
            var page = await panel.SignInAsync(profile);
            cookies = await profile.CookiesAsync();
            await page.CloseAsync();
        }
        else
        {
            await profile.AddCookiesAsync(ShownPanel.Kept(cookies));
        }
    }
}
