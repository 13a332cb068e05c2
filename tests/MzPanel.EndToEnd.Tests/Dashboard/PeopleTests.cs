using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>Team, account, audit and workspace as the browser shows them.</summary>
public sealed class PeopleTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string GuestPassword = "another long pass phrase 7";

    // More than one page of them.
    private const int Sites = 55;

    [Fact]
    public async Task Who_is_invited_gets_in_sees_only_what_the_role_has_and_is_out_at_once_when_removed()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await using var ours = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(ours, "/team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite somebody" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("E-mail").FillAsync("guest@example.org");
        await page.GetByLabel("Role").SelectOptionAsync("operator");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var link = await page.GetByLabel("invitation link", new() { Exact = true }).InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await using var theirs = await chromium.ProfileAsync();
        var guest = await theirs.NewPageAsync();
        await guest.GotoAsync(link);
        await guest.GetByLabel("Password").FillAsync(GuestPassword);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();

        var menu = guest.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await Expect(menu.GetByRole(AriaRole.Link)).ToHaveTextAsync(["Fleet", "Jobs", "Schedules", "Rollouts", "Backups", "Sites", "Workspace", "Account"]);
        await Expect(guest.GetByText("No server is in your scope.")).ToBeVisibleAsync();
        await Expect(guest.GetByRole(AriaRole.Link, new() { Name = "Add server" })).ToHaveCountAsync(0);
        await guest.GotoAsync(panel.At("/team"));
        await Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();

        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove guest@example.org" }).ClickAsync();
        var confirm = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" });
        await Expect(confirm).ToBeDisabledAsync();
        await page.GetByLabel("to confirm").FillAsync("guest@example.org");
        await confirm.ClickAsync();
        await Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await InviteToSitesAsync(owner, page);
    }

    /// <summary>However many there are, each is found; what was ticked stays in sight whatever is searched next.</summary>
    private static async Task InviteToSitesAsync(Owner owner, IPage page)
    {
        var (server, _) = await owner.ServerAsync();
        for (var i = 0; i < Sites; i++)
            await owner.PostAsync("/v1/sites", new JsonObject { ["server_id"] = server, ["domain"] = $"shop-{i}.example.org", ["kind"] = "static" }, HttpStatusCode.Accepted);
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite somebody" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var sites = dialog.GetByRole(AriaRole.Checkbox);
        await dialog.GetByLabel("E-mail").FillAsync("customer@example.org");
        await dialog.GetByLabel("Role").SelectOptionAsync("customer");
        await dialog.GetByLabel("Where").SelectOptionAsync("sites");
        await Expect(sites).ToHaveCountAsync(Sites - 5);
        await dialog.GetByLabel("Search sites").FillAsync("shop-0");
        await Expect(sites).ToHaveCountAsync(1);
        await sites.CheckAsync();
        await dialog.GetByLabel("Search sites").FillAsync("shop-1.");
        await Expect(sites).ToHaveCountAsync(2);
        await dialog.GetByLabel("Search sites").FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
        await Expect(sites).ToHaveCountAsync(Sites);
        await Expect(dialog.GetByRole(AriaRole.Checkbox, new() { Name = "shop-0.example.org" })).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "customer@example.org" })).ToContainTextAsync("1 site");
    }

    [Fact]
    public async Task Where_a_second_factor_is_required_it_is_set_up_before_anything_else()
    {
        await using var panel = await ShownPanel.StartAsync("--Access:RequireSecondFactor=true");
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await using var profile = await chromium.ProfileAsync();
        var page = await profile.NewPageAsync();
        await page.GotoAsync(panel.At("/sign-in"));
        await ShownPanel.FillSignInAsync(page, Owner.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Set up a second factor first" })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code of the second factor" })).ToBeVisibleAsync();
        var totp = new Totp(Base32Encoding.ToBytes(await page.GetByLabel("secret", new() { Exact = true }).InnerTextAsync()));

        await page.GetByLabel("The code that it shows now").FillAsync(totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();

        await Expect(page.Locator(".recovery li")).ToHaveCountAsync(10);
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" })).ToBeVisibleAsync();
        Assert.True((await owner.GetAsync("/v1/account")).GetProperty("user").GetProperty("second_factor").GetBoolean());
    }

    [Fact]
    public async Task A_token_is_shown_once_and_works_the_workspace_is_renamed_and_the_audit_tells_of_it_and_is_sound()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile, "/account/tokens");
        await page.GetByRole(AriaRole.Button, new() { Name = "New token" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("deploys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        var token = await page.GetByLabel("token", new() { Exact = true }).InnerTextAsync();
        using var program = new HttpClient { BaseAddress = panel.Silo.Address, DefaultRequestHeaders = { { "Authorization", $"Bearer {token}" } } };
        Assert.Contains("\"data\"", await program.GetStringAsync("/v1/servers"), StringComparison.Ordinal);

        await page.GotoAsync(panel.At("/workspace"));
        await page.GetByLabel("Name of the workspace").FillAsync("Renamed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Expect(page.Locator(".workspace-name")).ToHaveTextAsync("Renamed");

        await page.GotoAsync(panel.At("/audit"));
        await Expect(page.GetByRole(AriaRole.Cell).GetByText("workspace.update")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.GetByText("Nothing was changed:")).ToBeVisibleAsync();
    }
}
