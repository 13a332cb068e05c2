using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Faults;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>A thousand servers in one list.</summary>
public sealed class LargeFleetTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Servers = 1_000;
    private const double PaintGoalMs = 1_000;
    private const double UsableGoalMs = 2_000;
    private static readonly int Loads = Seeds.Long ? 9 : 1;

    [Fact]
    public async Task A_thousand_servers_are_found_filtered_and_scrolled_with_a_screenful_of_rows()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        foreach (var some in Enumerable.Range(1, Servers).Chunk(16))
            await Task.WhenAll(some.Select(i => owner.PostAsync(
                "/v1/servers", new JsonObject { ["name"] = $"web-{i}", ["tags"] = new JsonArray(i % 100 == 0 ? "hundred" : "plain") }, HttpStatusCode.Created)));
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile);
        var rows = page.GetByRole(AriaRole.Listitem);

        await Expect(rows.First).ToContainTextAsync("web-1");
        await Expect(rows.First).ToHaveAttributeAsync("aria-setsize", "1000");
        Assert.InRange(await rows.CountAsync(), 5, 60);
        var trace = await TaskTrace.StartAsync(page);
        for (var turns = 0; turns < 60; turns++)
            await page.Mouse.WheelAsync(0, 1_000);
        Assert.InRange(await trace.LongestAsync("a thousand servers scrolled"), 0.1, TaskTrace.LimitMs);
        await page.Keyboard.PressAsync("End");
        await Expect(page.GetByText("web-1000", new() { Exact = true })).ToBeInViewportAsync();
        Assert.InRange(await rows.CountAsync(), 5, 60);
        await page.GetByLabel("Tag", new() { Exact = true }).SelectOptionAsync("hundred");
        await Expect(rows).ToHaveCountAsync(10);
        await page.GetByLabel("Search servers").FillAsync("web-700");
        await Expect(rows).ToHaveCountAsync(1);
        Assert.EndsWith("?q=web-700&tag=hundred", page.Url, StringComparison.Ordinal);
        await ReadAndBackAsync(page, panel);
        await ArrivesAsync(panel, await profile.CookiesAsync());
    }

    // A page begins at its top, and the list is where it was left.
    private static async Task ReadAndBackAsync(IPage page, ShownPanel panel)
    {
        await page.GotoAsync(panel.At("/"));
        var row = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "web-300" });
        await Expect(page.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await page.EvaluateAsync("scrollTo(0, 299 * 60)");
        await row.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "web-300" })).ToBeInViewportAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("scrollY"));
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.GoBackAsync();
        await Expect(row).ToBeInViewportAsync();
    }

    private async Task ArrivesAsync(ShownPanel panel, IReadOnlyList<BrowserContextCookiesResult> cookies)
    {
        var loads = new List<Arrival>();
        while (loads.Count < Loads)
            loads.Add(await Arrival.OfAsync(chromium, cookies, panel.At("/"), ".server-row"));
        var (paint, usable) = (loads.Select(load => load.PaintMs).Order().ToList(), loads.Select(load => load.UsableMs).Order().ToList());
        TestContext.Current.SendDiagnosticMessage(
            $"{Loads} first loads of a fleet of {Servers:N0}: painted after p50 {paint[Loads / 2]:0} ms, most {paint[^1]:0} ms; usable after p50 {usable[Loads / 2]:0} ms, most {usable[^1]:0} ms");
        // Goals for a box that nobody else uses; the short form runs beside everything else.
        Assert.True(!Seeds.Long || (paint[^1] < PaintGoalMs && usable[^1] < UsableGoalMs), $"painted after {paint[^1]:0} ms, usable after {usable[^1]:0} ms");
    }
}
