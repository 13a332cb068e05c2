using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>A panel in which nothing has happened yet, and one that refuses: no list is a blank, and no page leaves somebody without a word.</summary>
public sealed class BareTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Refusal = """{"error":{"code":"conflict","message":"It is not to be had.","details":{}}}""";

    private static readonly (string Path, string Title, string? Next)[] Lists =
    [
        ("/", "No servers yet", "Add server"), ("/jobs", "No jobs yet", "Choose a server to run something on"), ("/schedules", "No schedules yet", "New schedule"),
        ("/rollouts", "No rollouts yet", "New rollout"), ("/backups", "No plans yet", "New plan"), ("/backups/snapshots", "No snapshots yet", "Plans"),
        ("/backups/destinations", "No destinations yet", "New destination"), ("/sites", "No sites yet", "New site"), ("/team", "No invitation is open", null),
        ("/account/tokens", "No tokens yet", "New token"), ("/audit?actor=nobody", "No row fits", "Show all"), ("/jobs?status=lost", "No job fits", "Show all"),
        ("/sites?q=x", "No site fits", "Show all"), ("/backups/snapshots?status=failed", "No snapshot fits", "Show all"),
    ];

    private static readonly string[] Pages =
    [
        "/servers/srv_1", "/jobs/job_1", "/schedules/sch_1", "/rollouts/rol_1", "/backups/plans/plan_1", "/backups/destinations/dst_1", "/backups/snapshots/snap_1",
        "/sites/site_1", "/account/security",
    ];

    [Fact]
    public async Task A_list_without_rows_says_what_to_do_next_servers_are_found_and_deleted_by_keyboard_alone_and_a_refusal_says_why_and_to_which_request()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile);
        await NextAsync(panel, page);
        await owner.ServerAsync("db-1");
        await owner.ServerAsync("web-1");
        await page.GotoAsync(panel.At("/"));
        await ByKeyboardAsync(page);
        await NotFetchedAsync(profile, page);
        await RefusedAsync(panel, profile, page);
    }

    private static async Task NextAsync(ShownPanel panel, IPage page)
    {
        foreach (var (path, title, next) in Lists)
        {
            await page.GotoAsync(panel.At(path));
            var empty = page.Locator(".empty", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title }) });
            await Expect(empty).ToBeVisibleAsync();
            if (next is not null)
                await Expect(empty.GetByRole(AriaRole.Link, new() { Name = next }).Or(empty.GetByRole(AriaRole.Button, new() { Name = next }))).ToBeVisibleAsync();
        }
    }

    // What a page is made of did not come: the others are shown all the same.
    private static async Task NotFetchedAsync(IBrowserContext profile, IPage page)
    {
        var menu = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await page.ReloadAsync();
        await profile.RouteAsync("**/assets/AuditPage-*.js", route => route.AbortAsync());
        await menu.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This page could not be shown" })).ToBeVisibleAsync();
        await menu.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Exact = true })).ToBeVisibleAsync();
        await profile.UnrouteAllAsync();
    }

    private static async Task RefusedAsync(ShownPanel panel, IBrowserContext profile, IPage page)
    {
        // Who one is and what happens is still told; all else is refused.
        await profile.RouteAsync(url => new Uri(url).AbsolutePath is var path && path.StartsWith("/v1/", StringComparison.Ordinal) && path is not ("/v1/account" or "/v1/live"),
            route => route.FulfillAsync(new() { Status = 409, ContentType = "application/json", Headers = [new("X-Request-Id", "req_shown")], Body = Refusal }));
        foreach (var path in Lists.Select(list => list.Path).Concat(Pages))
        {
            await page.GotoAsync(panel.At(path));
            await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("It is not to be had.Request req_shown");
        }
    }

    private static async Task ByKeyboardAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);

        await ToAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "To the content" }));
        await page.Keyboard.PressAsync("Enter");
        await ToAsync(page, page.GetByLabel("Search servers"));
        await page.Keyboard.TypeAsync("db");
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await ToAsync(page, page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Link));
        await page.Keyboard.PressAsync("Enter");
        await ToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "More" }));
        foreach (var key in new[] { "Enter", "End", "Enter" })
            await page.Keyboard.PressAsync(key);
        await Expect(page.GetByLabel("to confirm")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("db-1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    /// <summary>Goes there by Tab, which must not take for ever.</summary>
    private static async Task ToAsync(IPage page, ILocator wanted)
    {
        for (var presses = 0; presses < 30; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
        }
        Assert.Fail($"{wanted} is not reached by the keyboard.");
    }
}
