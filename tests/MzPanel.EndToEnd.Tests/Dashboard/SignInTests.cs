using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>In and out of the dashboard.</summary>
public sealed class SignInTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task One_signs_in_with_a_code_or_a_recovery_code_and_comes_back_to_where_one_was()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        var (totp, recovery) = await EnrolAsync(owner);
        await using var profile = await chromium.ProfileAsync();
        var page = await profile.NewPageAsync();

        await page.GotoAsync(panel.At("/jobs?status=failed"));
        await ShownPanel.FillSignInAsync(page, "not the password at all");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Request req_");
        await ShownPanel.FillSignInAsync(page, Owner.Password);
        await page.GetByLabel("Code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        // The step of now was used to enrol; the next one is taken early.
        await page.GetByLabel("Code").FillAsync(totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" })).ToBeVisibleAsync();
        Assert.EndsWith("/jobs?status=failed", page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await ShownPanel.FillSignInAsync(page, Owner.Password);
        await page.GetByLabel("Code").FillAsync(recovery);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_in_one_tab_leads_the_other_one_out()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await using var profile = await chromium.ProfileAsync();
        var one = await panel.SignInAsync(profile);
        var other = await profile.NewPageAsync();
        await other.GotoAsync(panel.At("/jobs"));
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Jobs", Exact = true })).ToBeVisibleAsync();

        await one.GetByRole(AriaRole.Button, new() { Name = "sign out" }).ClickAsync();
        await one.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();

        await Expect(one.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync(new() { Timeout = ShownPanel.LimitMs });
    }

    private static async Task<(Totp Totp, string Recovery)> EnrolAsync(Owner owner)
    {
        var begun = await owner.PostAsync("/v1/account/mfa/totp", [], HttpStatusCode.OK);
        var totp = new Totp(Base32Encoding.ToBytes(begun.GetProperty("secret").GetString()));
        var code = totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        var confirmed = await owner.PostAsync("/v1/account/mfa/totp/confirm", new JsonObject { ["code"] = code }, HttpStatusCode.OK);
        return (totp, confirmed.GetProperty("recovery_codes")[0].GetString()!);
    }
}
