using System.Security.Cryptography;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>Backups in the browser, from nothing to a file that came back: sealed by the page, saved by a real restic.</summary>
public sealed class BackupPagesTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_destination_is_sealed_a_plan_made_and_run_and_its_snapshot_restored_to_a_folder_and_in_place()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await panel.ServerAsync(owner, "web-1");
        await owner.ServerAsync("db-1");
        var saved = panel.OnServer("srv/data/page.html");
        Directory.CreateDirectory(Path.GetDirectoryName(saved)!);
        await File.WriteAllTextAsync(saved, RandomNumberGenerator.GetHexString(5000));
        var before = Print(saved);
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile, "/backups");
        await ShownPanel.KeepSentAsync(page);

        var password = await DestinationAsync(page);
        await PlanAsync(page);
        await MenuAsync(page, "Nightly", "Run now");
        await SucceededAsync(page);
        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Plans" })).ToBeVisibleAsync();
        await Expect(Button(page, "Run again")).ToHaveCountAsync(0);
        await RestoreOptionsAsync(page);
        await Button(page, "Restore").ClickAsync();
        await SucceededAsync(page);
        Assert.Equal(before, Print(Assert.Single(Directory.GetFiles(panel.OnServer("restored"), "page.html", SearchOption.AllDirectories))));

        await File.WriteAllTextAsync(saved, "spoilt");
        await RestoreOptionsAsync(page);
        await page.GetByLabel("Where to").SelectOptionAsync("in_place");
        await Button(page, "Restore").ClickAsync();
        await ConfirmAsync(page, "web-1", "Restore in place");
        await SucceededAsync(page);
        Assert.Equal(before, Print(saved));

        await CheckAndDeleteAsync(page);
        var sent = string.Join('\n', await ShownPanel.SentAsync(page));
        Assert.Contains("\"sealed\"", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(password, sent, StringComparison.Ordinal);
    }

    /// <summary>The password that the page made.</summary>
    private static async Task<string> DestinationAsync(IPage page)
    {
        await Tab(page, "Destinations").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New destination" }).ClickAsync();
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByText("Choose at least one.")).ToBeVisibleAsync();
        await Expect(page.GetByText("db-1 has no key to seal to yet")).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("attic");
        await page.GetByLabel("Folder").FillAsync("/backup");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "web-1" }).CheckAsync();
        await Expect(page.GetByText("Keep it first.")).ToBeVisibleAsync();
        var password = await page.GetByLabel("password of the backups", new() { Exact = true }).InnerTextAsync();
        Assert.Equal(32, password.Length);
        await page.GetByLabel("I have kept it").CheckAsync();
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "web-1" })).ToBeVisibleAsync();
        return password;
    }

    private static async Task PlanAsync(IPage page)
    {
        await Tab(page, "Plans").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New plan" }).ClickAsync();
        await Button(page, "Make the plan").ClickAsync();
        await Expect(page.GetByLabel("Server", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Name").FillAsync("Nightly");
        await page.GetByLabel("Server", new() { Exact = true }).SelectOptionAsync("db-1");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "attic" }).CheckAsync();
        await Expect(page.GetByText("db-1 cannot open attic yet. Its agent has to connect once")).ToBeVisibleAsync();
        await page.GetByLabel("Server", new() { Exact = true }).SelectOptionAsync("web-1");
        await Expect(page.GetByText("cannot open")).ToHaveCountAsync(0);
        await page.GetByLabel("Files and folders").FillAsync("/srv/data");
        await Button(page, "Make the plan").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
    }

    private static async Task RestoreOptionsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Backups" }).ClickAsync();
        await Tab(page, "Snapshots").ClickAsync();
        await Expect(page.GetByText("There", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Restore" }).ClickAsync();
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("paths");
        await page.GetByLabel("Files and folders").FillAsync("/srv/data/page.html");
        await page.GetByLabel("Folder", new() { Exact = true }).FillAsync("/restored");
    }

    private static async Task CheckAndDeleteAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Backups" }).ClickAsync();
        await MenuAsync(page, "Nightly", "Delete");
        await ConfirmAsync(page, "Nightly", "Delete plan");
        await Expect(page.GetByText("No plans yet")).ToBeVisibleAsync();
        await Tab(page, "Destinations").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "attic" }).ClickAsync();
        await Button(page, "Check for web-1").ClickAsync();
        await SucceededAsync(page);
        await page.GoBackAsync();
        await Button(page, "Delete").ClickAsync();
        await ConfirmAsync(page, "attic", "Delete destination");
        await Expect(page.GetByText("No destinations yet")).ToBeVisibleAsync();
    }

    private static async Task SucceededAsync(IPage page) =>
        await Expect(page.GetByRole(AriaRole.Main).GetByText("Succeeded", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });

    private static ILocator Tab(IPage page, string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Backups" }).GetByRole(AriaRole.Link, new() { Name = name });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task MenuAsync(IPage page, string plan, string deed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"More about {plan}" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = deed, Exact = true }).ClickAsync();
    }

    private static async Task ConfirmAsync(IPage page, string name, string deed)
    {
        // A toast is a dialog, too.
        var dialog = page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "to confirm" });
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = deed })).ToBeDisabledAsync();
        await dialog.GetByLabel("to confirm").FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = deed }).ClickAsync();
    }

    private static string Print(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
