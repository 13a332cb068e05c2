using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>What pages show only when somebody asks for it: dialogs, menus, forms with more in them. A page is open when it is asked.</summary>
/// <param name="Page">Name of the page in <see cref="LivedInPanel.Places"/>.</param>
/// <param name="Name">What it is called in pictures.</param>
/// <param name="OpenAsync">Opens it.</param>
/// <param name="Opener">Where the focus is again after Escape; without it nothing closes.</param>
internal sealed record Look(string Page, string Name, Func<IPage, Task> OpenAsync, Func<IPage, ILocator>? Opener = null)
{
    /// <summary>It is like one of the others: looked at in the long form only.</summary>
    public bool IsLikeOthers { get; init; }

    public static IReadOnlyList<Look> All { get; } =
    [
        Menu("server", "edit", "More", "Name and tags"),
        Menu("server", "install", "More", "New install line") with { IsLikeOthers = true },
        Menu("server", "delete", "More", "Delete"),
        Menu("backups", "plan-disable", "More about", "Disable") with { IsLikeOthers = true },
        Menu("backups", "plan-delete", "More about", "Delete") with { IsLikeOthers = true },
        Menu("schedules", "delete", "More about", "Delete") with { IsLikeOthers = true },
        Dialog("destination", "delete", "Delete") with { IsLikeOthers = true },
        Dialog("rollout", "cancel", "Cancel"),
        Dialog("site", "edit", "Change"),
        Dialog("site", "certificate", "Get a certificate") with { IsLikeOthers = true },
        Dialog("site", "delete", "Delete shop.example.org") with { IsLikeOthers = true },
        Dialog("team", "invite", "Invite somebody", ScopedAsync),
        Dialog("team", "withdraw", "Withdraw the invitation of " + LivedInPanel.Guest) with { IsLikeOthers = true },
        Dialog("tokens", "revoke", "Revoke deploys") with { IsLikeOthers = true },
        Dialog("tokens", "new", "New token"),
        Dialog("workspace", "close", "Close it"),
        new("security", "enrol", EnrolAsync),
        new("new-destination", "sealing", SealAsync),
        new("new-destination", "peer", page => page.GetByLabel("What it is").SelectOptionAsync("peer")) { IsLikeOthers = true },
        new("new-plan", "faults", page => Button(page, "Make the plan").ClickAsync()),
        new("new-schedule", "faults", page => KindAsync(page, "Make the schedule")),
        new("new-rollout", "servers", RolloutAsync),
        new("new-site", "faults", SiteAsync),
        new("restore", "in-place", InPlaceAsync),
        new("run", "faults", page => Button(page, "Run").ClickAsync()) { IsLikeOthers = true },
    ];

    private static Look Menu(string page, string name, string menu, string deed) => new(page, name, async shown =>
    {
        await MenuButton(shown, menu).ClickAsync();
        await shown.GetByRole(AriaRole.Menuitem, new() { Name = deed, Exact = true }).ClickAsync();
        await Expect(Shown(shown)).ToBeVisibleAsync();
    }, shown => MenuButton(shown, menu));

    private static Look Dialog(string page, string name, string button, Func<IPage, Task>? then = null) => new(page, name, async shown =>
    {
        await Button(shown, button).ClickAsync();
        await Expect(Shown(shown)).ToBeVisibleAsync();
        await (then is null ? Task.CompletedTask : then(shown));
    }, shown => Button(shown, button));

    private static ILocator MenuButton(IPage page, string menu) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { NameRegex = Beginning(menu) });

    private static ILocator Shown(IPage page) => page.Locator(".dialog:not([data-starting-style])");

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task ScopedAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Role").SelectOptionAsync("operator");
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Where").SelectOptionAsync("servers");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "web-1" }).CheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(page.GetByLabel("E-mail")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    private static async Task EnrolAsync(IPage page)
    {
        await Button(page, "Set it up").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code of the second factor" })).ToBeVisibleAsync();
    }

    private static async Task SealAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "web-1" }).CheckAsync();
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByText("Keep it first.")).ToBeVisibleAsync();
    }

    private static async Task KindAsync(IPage page, string make)
    {
        await page.GetByLabel("What runs").SelectOptionAsync("shell.run");
        await Button(page, make).ClickAsync();
    }

    private static async Task RolloutAsync(IPage page)
    {
        await page.GetByLabel("Where").SelectOptionAsync("servers");
        await page.GetByLabel("At once").FillAsync("0");
        await page.GetByLabel("What runs").SelectOptionAsync("system.info");
        await Button(page, "Start the rollout").ClickAsync();
        await Expect(page.GetByLabel("At once")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    private static async Task SiteAsync(IPage page)
    {
        await page.GetByLabel("What serves it").SelectOptionAsync("proxy");
        await page.GetByLabel("Domain").FillAsync("not a domain");
        await Button(page, "Make the site").ClickAsync();
        await Expect(page.GetByLabel("Server", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
    }

    private static async Task InPlaceAsync(IPage page)
    {
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("paths");
        await page.GetByLabel("Where to").SelectOptionAsync("in_place");
        await Button(page, "Restore").ClickAsync();
        await Expect(Shown(page)).ToBeVisibleAsync();
    }

    private static Regex Beginning(string name) => new($"^{Regex.Escape(name)}", RegexOptions.None, TimeSpan.FromSeconds(1));
}
