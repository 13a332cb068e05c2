using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>Schedules and rollouts in the browser, from nothing to what came of them.</summary>
public sealed class OrdersTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_schedule_is_made_changed_disabled_and_deleted_and_a_rollout_followed_paused_and_cancelled()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await panel.ServerAsync(owner, "web-1");
        await owner.ServerAsync("db-1");
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile, "/schedules");
        await ScheduleAsync(page);
        Assert.Empty((await owner.GetAsync("/v1/schedules")).GetProperty("data").EnumerateArray());
        await FollowedRolloutAsync(page);
        await CancelledRolloutAsync(page);
        Assert.Equal(["cancelled", "done"], (await owner.GetAsync("/v1/rollouts")).GetProperty("data").EnumerateArray().Select(each => each.GetProperty("status").GetString()));
    }

    private static async Task ScheduleAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "New schedule" }).ClickAsync();
        await Button(page, "Make the schedule").ClickAsync();
        await Expect(page.GetByLabel("Name")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Name").FillAsync("Clean up");
        await page.GetByLabel("Server", new() { Exact = true }).SelectOptionAsync("web-1");
        await page.GetByLabel("What runs").SelectOptionAsync("shell.run");
        await page.GetByLabel("Command").FillAsync("echo clean");
        await Button(page, "Every hour").ClickAsync();
        await page.GetByLabel("Time zone").FillAsync("Europe/Berlin");
        await Button(page, "Make the schedule").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "0 * * * *" })).ToBeVisibleAsync();

        await MenuAsync(page, "Clean up", "Change");
        await Expect(page.GetByLabel("Command")).ToHaveValueAsync("echo clean");
        await page.GetByLabel("Name").FillAsync("Tidy up");
        await Button(page, "Save").ClickAsync();
        await MenuAsync(page, "Tidy up", "Disable");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(page.GetByText("Disabled", new() { Exact = true })).ToBeVisibleAsync();
        await MenuAsync(page, "Tidy up", "Delete");
        await ConfirmAsync(page, "Tidy up", "Delete schedule");
        await Expect(page.GetByText("No schedules yet")).ToBeVisibleAsync();
    }

    private static async Task FollowedRolloutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Rollouts" }).ClickAsync();
        await StartAsync(page, "web-1");
        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuetext", "1 succeeded");
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Succeeded" })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await page.GetByRole(AriaRole.Link, new() { Name = "Rollouts" }).First.ClickAsync();
    }

    // Its server never comes: it is under way for as long as somebody lets it.
    private static async Task CancelledRolloutAsync(IPage page)
    {
        await StartAsync(page, "db-1");
        await Button(page, "Pause").ClickAsync();
        await Expect(page.GetByText("Paused", new() { Exact = true })).ToBeVisibleAsync();
        await Button(page, "Resume").ClickAsync();
        await Expect(page.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync();
        await Button(page, "Cancel").ClickAsync();
        await ConfirmAsync(page, "system.info", "Cancel the rollout");
        await Expect(page.GetByText("Cancelled", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await Expect(Button(page, "Cancel")).ToHaveCountAsync(0);
    }

    private static async Task StartAsync(IPage page, string server)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "New rollout" }).ClickAsync();
        await page.GetByLabel("Where").SelectOptionAsync("servers");
        await page.GetByLabel(server).CheckAsync();
        await page.GetByLabel("What runs").SelectOptionAsync("system.info");
        await Button(page, "Start the rollout").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "system.info" })).ToBeVisibleAsync();
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task MenuAsync(IPage page, string schedule, string deed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"More about {schedule}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = deed }).ClickAsync();
    }

    private static async Task ConfirmAsync(IPage page, string name, string deed)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = deed })).ToBeDisabledAsync();
        await dialog.GetByLabel("to confirm").FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = deed }).ClickAsync();
    }
}
