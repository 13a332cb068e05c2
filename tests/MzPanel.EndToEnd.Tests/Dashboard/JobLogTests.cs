using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Faults;
using MzPanel.EndToEnd.Tests.Silos;
using MzPanel.Testing;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>The log of a job as the browser shows it.</summary>
public sealed class JobLogTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Lines = 240;
    private static readonly int Long = Seeds.Long ? 100_000 : 20_000;

    [Fact]
    public async Task A_log_that_is_watched_over_the_kill_of_its_silo_is_whole_and_has_no_line_twice()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        var server = await panel.ServerAsync(owner, "web-1");
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile);
        var job = await ShownPanel.ShellAsync(owner, server, $"for i in $(seq {Lines}); do echo line $i; sleep 0.03; done");
        await page.GotoAsync(panel.At($"/jobs/{job}"));
        await Expect(page.Locator(".log-row").First).ToBeVisibleAsync();

        await panel.Silo.KillAsync();
        await Expect(page.GetByText("The link is down.")).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await panel.Silo.StartAsync();

        await Expect(page.GetByText($"{Lines} lines, complete.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("Succeeded")).ToBeVisibleAsync();
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => $"line {i}"), await CopyAsync(profile, page));

        // Who opens it later sees how it ended, not some middle of it.
        await page.ReloadAsync();
        await Expect(page.GetByText($"{Lines} lines, complete.")).ToBeVisibleAsync();
        await Expect(page.Locator(".log-text", new() { HasTextString = $"line {Lines}" })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_long_log_is_followed_paused_and_searched()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        var server = await panel.ServerAsync(owner, "web-1");
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile);
        // In pieces, so that it is followed for a while.
        var job = await ShownPanel.ShellAsync(owner, server, $"echo begin; while [ ! -e go ]; do sleep 0.1; done; i=1; while [ $i -lt {Long} ]; do seq $i $((i + 1999)); i=$((i + 2000)); sleep 0.1; done; "
            + "printf 'a \\033[31mneedle\\033[0m\\n' >&2; while [ ! -e stop ]; do sleep 0.1; done");
        await page.GotoAsync(panel.At($"/jobs/{job}"));
        await Expect(page.GetByText("1 line, live.")).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });

        var trace = await TaskTrace.StartAsync(page);
        panel.PutFile("go");
        await Expect(page.GetByText($"{Long + 2:N0} lines, live.")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        Assert.InRange(await trace.LongestAsync($"a log of {Long:N0} lines followed"), 0.1, TaskTrace.LimitMs);
        await Expect(page.Locator(".log-row.stderr .ansi-red")).ToHaveTextAsync("needle");
        Assert.InRange(await page.Locator(".log-row").CountAsync(), 10, 200);
        await page.GetByRole(AriaRole.Log).HoverAsync();
        await page.Mouse.WheelAsync(0, -5_000);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Follow", Exact = true })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("1234");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".log-row.current .log-text")).ToHaveTextAsync("1234");
        await Expect(page.GetByText(Seeds.Long ? "1 of 20" : "1 of 12", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the job" }).ClickAsync();
        await Expect(page.GetByText("Cancelled", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await Until.Async(async () => (await owner.GetAsync($"/v1/jobs/{job}")).GetProperty("status").GetString() == "cancelled");
    }

    internal static async Task<string[]> CopyAsync(IBrowserContext profile, IPage page)
    {
        await profile.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Locator(".log-bar").GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(page.Locator(".log-bar").GetByText("Copied")).ToBeVisibleAsync();
        return (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).TrimEnd('\n').Split('\n');
    }
}
