using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>A thousand servers in one list.</summary>
public sealed class LargeFleetTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Servers = 1_000;

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
    }
}
