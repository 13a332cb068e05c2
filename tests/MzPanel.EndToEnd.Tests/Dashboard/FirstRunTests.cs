using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>From the line that a silo prints to the output of a first job, as a person goes.</summary>
public sealed partial class FirstRunTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_printed_link_leads_to_an_owner_a_server_that_turns_green_and_the_output_of_a_first_job()
    {
        await using var panel = await ShownPanel.StartAsync();
        await using var profile = await chromium.ProfileAsync();
        var page = await profile.NewPageAsync();

        await page.GotoAsync(panel.At($"/setup#token={panel.Silo.SetupToken}"));
        await page.GetByLabel("Workspace").FillAsync("Home");
        await page.GetByLabel("E-mail").FillAsync(Owner.Email);
        await page.GetByLabel("Password").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();
        await Expect(page.GetByLabel("Password")).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.DoesNotContain("mzp_set_", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Password").FillAsync(Owner.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();

        await page.GetByLabel("Name").FillAsync("web-1");
        await page.GetByLabel("Tags").FillAsync("production, eu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the install line" }).ClickAsync();
        var line = await page.GetByLabel("install line", new() { Exact = true }).InnerTextAsync();
        var token = InstallToken().Match(line).Value;
        await Expect(page.GetByText("Waiting for the agent")).ToBeVisibleAsync();
        await panel.ConnectAsync(token);
        await Expect(page.GetByText("web-1 is connected")).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });

        await page.GetByRole(AriaRole.Link, new() { Name = "Run a first job" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Kinds" }).GetByRole(AriaRole.Button, new() { Name = "run" }).ClickAsync();
        await page.GetByLabel("Command").FillAsync("echo hello from the browser; echo to stderr >&2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Succeeded")).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await Expect(page.Locator(".log-row.stdout .log-text")).ToHaveTextAsync("hello from the browser");
        await Expect(page.Locator(".log-row.stderr .log-text")).ToContainTextAsync("to stderr");
        await Expect(page.GetByText("2 lines, complete.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Fleet" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem)).ToContainTextAsync("web-1");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Online" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_second_visitor_with_the_link_is_told_that_the_owner_exists()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await using var profile = await chromium.ProfileAsync();
        var page = await profile.NewPageAsync();

        await page.GotoAsync(panel.At($"/setup#token={panel.Silo.SetupToken}"));
        await page.GetByLabel("Workspace").FillAsync("Mine");
        await page.GetByLabel("E-mail").FillAsync("other@example.org");
        await page.GetByLabel("Password").FillAsync(Owner.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This installation is set up already" })).ToBeVisibleAsync();
    }

    [GeneratedRegex("mzp_ins_[A-Za-z0-9]+")]
    private static partial Regex InstallToken();
}
