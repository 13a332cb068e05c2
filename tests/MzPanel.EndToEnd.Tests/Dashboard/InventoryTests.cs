using System.Text.Json;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>
/// Inventories of a server as its page shows them. That the tabs get on with a real agent, <see cref="LookTests"/> sees; what this machine has
/// little of comes from answers of the API's shape.
/// </summary>
public sealed class InventoryTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Dictionary<string, object> Answers = new()
    {
        ["packages"] = new
        {
            data = Enumerable.Range(1, 900).Select(i => i % 100 == 0 ? (object)new { name = $"lib{i}", version = "1.0", candidate = "1.1", security = i == 900 } : new { name = $"lib{i}", version = "1.0" }),
            at = "2026-11-23T12:00:00.000Z",
        },
        ["databases"] = new
        {
            data = new object[] { new { name = "shop", engine = "mariadb", size_bytes = 5_242_880, site_id = "site_1" }, new { name = "ledger", engine = "postgresql", size_bytes = 1_024 } },
            notes = new[] { "PostgreSQL listens on its socket only." }, at = "2026-11-23T12:00:00.000Z",
        },
        ["firewall"] = new
        {
            data = new[] { new { family = "inet", table = "filter", chain = "input", hook = "input", policy = "drop", rules = new[] { "tcp dport 22 accept", "ct state established accept" } } },
            at = "2026-11-23T12:00:00.000Z",
        },
    };

    [Fact]
    public async Task Long_lists_are_searched_and_narrowed_and_every_kind_says_what_it_has()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        var server = await panel.ServerAsync(owner, "web-1");
        await using var profile = await chromium.ProfileAsync();
        foreach (var (kind, answer) in Answers)
            await profile.RouteAsync($"**/v1/servers/*/inventory/{kind}", route => route.FulfillAsync(new() { ContentType = "application/json", Body = JsonSerializer.Serialize(answer) }));
        var page = await panel.SignInAsync(profile, $"/servers/{server}/packages");
        var rows = page.Locator("tbody").GetByRole(AriaRole.Row);

        await Expect(rows).ToHaveCountAsync(200);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show more (700 left)" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(900);
        await page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync("With a newer version");
        await Expect(rows).ToHaveCountAsync(9);
        await page.GetByLabel("Search packages").FillAsync("lib900");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.GetByText("security")).ToBeVisibleAsync();
        Assert.EndsWith("/packages?show=With+a+newer+version&q=lib900", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(1);

        await page.GotoAsync(panel.At($"/servers/{server}/databases"));
        await Expect(page.GetByText("PostgreSQL listens on its socket only.")).ToBeVisibleAsync();
        await Expect(rows.First.GetByText("MariaDB")).ToBeVisibleAsync();
        await Expect(rows.First.GetByText("5 MiB")).ToBeVisibleAsync();
        await page.GotoAsync(panel.At($"/servers/{server}/firewall"));
        await Expect(page.GetByText("tcp dport 22 accept")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Firewall" })).ToBeInViewportAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the menu" }).ClickAsync();
        var menu = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Expect(menu).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(menu).ToBeHiddenAsync();
        await page.SetViewportSizeAsync(1280, 720);
        await page.GotoAsync(panel.At($"/servers/{server}?span=24h"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "24 h" })).ToHaveAttributeAsync("aria-pressed", "true");
        await TypedNameAsync(panel, page, server);
    }

    // What takes something away runs after its name was typed once more; a dry run at once.
    private static async Task TypedNameAsync(ShownPanel panel, IPage page, string server)
    {
        await page.GotoAsync(panel.At($"/servers/{server}/run?kind=database.drop&engine=mariadb&name=shop"));
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Run it" })).ToBeDisabledAsync();
        await dialog.GetByLabel("Type “shop” to confirm").FillAsync("shop");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Run it" })).ToBeEnabledAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await page.WaitForURLAsync("**/jobs/job_*");
    }
}
