using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>Destinations of every type and plans of every kind as they are typed. No agent runs: its key is the test's own, which opens what the page sealed.</summary>
public sealed class SealingTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task Object_storage_and_a_peer_are_sealed_and_a_plan_of_databases_is_sealed_on_the_way_made_and_changed()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        await RegisteredAsync(owner, "web-1");
        await RegisteredAsync(owner, "db-1");
        await owner.ServerAsync("new-1");
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile, "/backups/destinations/new");
        await ShownPanel.KeepSentAsync(page);

        await ObjectStorageAsync(page);
        await PeerAsync(page);
        await PlanAsync(page);
        var plan = (await owner.GetAsync("/v1/backups/plans")).GetProperty("data")[0];
        Assert.Equal("""[{"engine":"mariadb","name":"shop"},{"engine":"postgresql","name":"crm","port":5433}]""", plan.GetProperty("databases").GetRawText());
        await ChangedAsync(page);
        plan = (await owner.GetAsync("/v1/backups/plans")).GetProperty("data")[0];
        Assert.Equal(("full", """["/srv"]""", 3, false), (plan.GetProperty("kind").GetString(), plan.GetProperty("paths").GetRawText(), plan.GetProperty("retention").GetProperty("daily").GetInt32(), plan.TryGetProperty("databases", out _)));
        await DestinationAsync(page);
        Assert.Equal(["db-1 far", "web-1 nas"], await SealedForAsync(owner));

        var opened = Opened(await ShownPanel.SentAsync(page));
        Assert.Contains("""{"password":"long enough","private_key":"-----BEGIN KEY\nabc\n-----END KEY\n"}""", opened);
        Assert.Equal(2, opened.Count(text => text.Contains("\"access_key_id\":\"AKIAEXAMPLE\",\"secret_access_key\":\"s3cr3t\"", StringComparison.Ordinal)));
    }

    private static async Task ObjectStorageAsync(IPage page)
    {
        await page.GetByLabel("Name").FillAsync("far");
        await page.GetByLabel("What it is").SelectOptionAsync("object");
        await page.GetByLabel("Endpoint").FillAsync("s3.example.org");
        await page.GetByLabel("Bucket", new() { Exact = true }).FillAsync("backups");
        await Expect(page.GetByText("new-1 has no key to seal to yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "web-1" }).CheckAsync();
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByLabel("Access key id")).ToBeFocusedAsync();
        await Expect(page.GetByText("It is needed.")).ToHaveCountAsync(2);
        await FillKeysAsync(page);
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByLabel("Endpoint")).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Request ");
        await page.GetByLabel("Endpoint").FillAsync("https://s3.example.org");
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "https://s3.example.org/backups" })).ToBeVisibleAsync();
    }

    private static async Task PeerAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "New destination" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("nas");
        await page.GetByLabel("What it is").SelectOptionAsync("peer");
        foreach (var (label, text) in new[] { ("Host", "nas.example.org"), ("Port", "22x"), ("User", "backup"), ("Folder", "/srv"), ("Host key", "nas ssh-ed25519 AAAA") })
            await page.GetByRole(AriaRole.Textbox, new() { NameRegex = new($"^{label}( optional)?$") }).FillAsync(text);
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "web-1" }).CheckAsync();
        await page.GetByLabel("Private key").FillAsync("-----BEGIN KEY\nabc\n-----END KEY");
        await page.GetByLabel("Password of the backups", new() { Exact = true }).SelectOptionAsync("own");
        await page.GetByLabel("Your password").FillAsync("long enough");
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByText("Must be a whole number.")).ToBeVisibleAsync();
        await page.GetByLabel("Port").FillAsync("2222");
        await Button(page, "Add the destination").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "backup@nas.example.org:/srv" })).ToBeVisibleAsync();
    }

    private static async Task PlanAsync(IPage page)
    {
        await Tab(page, "Plans").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New plan" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Ledger");
        await page.GetByLabel("What is saved").SelectOptionAsync("database");
        await page.GetByLabel("Databases").FillAsync("oracle shop");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "far" }).CheckAsync();
        await page.GetByLabel("Server", new() { Exact = true }).SelectOptionAsync("new-1");
        await Expect(page.GetByText("Its agent has to connect once")).ToBeVisibleAsync();
        await page.GetByLabel("Server", new() { Exact = true }).SelectOptionAsync("db-1");
        await Button(page, "Seal it for db-1").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "Seal far" });
        await Expect(dialog.GetByRole(AriaRole.Checkbox, new() { Name = "db-1" })).ToBeCheckedAsync();
        Assert.Empty(await Axe.FaultsAsync(page));
        await FillKeysAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Seal it" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(Button(page, "Seal it for db-1")).ToHaveCountAsync(0);
        await Button(page, "Make the plan").ClickAsync();
        await Expect(page.GetByLabel("Databases")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Databases").FillAsync("mariadb shop\npostgresql crm 5433");
        await Button(page, "Make the plan").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Ledger databases" })).ToBeVisibleAsync();
    }

    private static async Task ChangedAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "More about Ledger" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Change" }).ClickAsync();
        await Expect(page.GetByLabel("Databases")).ToHaveValueAsync("mariadb shop\npostgresql crm 5433");
        await Expect(page.GetByLabel("Server", new() { Exact = true })).ToBeDisabledAsync();
        await page.GetByLabel("Name").FillAsync("All of it");
        await page.GetByLabel("What is saved").SelectOptionAsync("full");
        await page.GetByLabel("Files and folders").FillAsync("/srv");
        await page.GetByLabel("Days").FillAsync("3");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "All of it files and databases" })).ToBeVisibleAsync();
    }

    private static async Task DestinationAsync(IPage page)
    {
        await Tab(page, "Destinations").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "far" }).ClickAsync();
        await page.GetByLabel("Region").FillAsync("eu-1");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();
        await Button(page, "Take away from web-1").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog).Filter(new() { HasText = "to confirm" });
        await dialog.GetByLabel("to confirm").FillAsync("web-1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take it away" }).ClickAsync();
        // Behind an open dialog no button of the page counts as there.
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(Button(page, "Take away from web-1")).ToHaveCountAsync(0);
    }

    private static async Task FillKeysAsync(IPage page)
    {
        await page.GetByLabel("Access key id").FillAsync("AKIAEXAMPLE");
        await page.GetByLabel("Secret access key").FillAsync("s3cr3t");
        await page.GetByLabel("I have kept it").CheckAsync();
    }

    private async Task RegisteredAsync(Owner owner, string name)
    {
        var (_, install) = await owner.ServerAsync(name);
        var point = key.ExportParameters(false).Q;
        await owner.PostAsync("/v1/agent/register", new JsonObject
        {
            ["install_token"] = install, ["exchange_nonce"] = Guid.NewGuid().ToString("N"), ["hostname"] = name,
            ["seal_key"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) },
        }, HttpStatusCode.Created);
    }

    private static async Task<IEnumerable<string>> SealedForAsync(Owner owner)
    {
        var names = (await owner.GetAsync("/v1/servers")).GetProperty("data").EnumerateArray().ToDictionary(server => server.GetProperty("id").GetString()!, server => server.GetProperty("name").GetString());
        return (await owner.GetAsync("/v1/backups/destinations")).GetProperty("data").EnumerateArray()
            .SelectMany(one => one.GetProperty("sealed_for").EnumerateArray().Select(id => $"{names[id.GetString()!]} {one.GetProperty("name").GetString()}")).Order();
    }

    /// <summary>What the boxes of accepted and refused requests hold, each once.</summary>
    private List<string> Opened(IEnumerable<string> sent) => [.. sent.Select(body => JsonNode.Parse(body)?["sealed"]).OfType<JsonObject>()
        .SelectMany(boxes => boxes).Where(box => box.Value is not null).Select(box => Backups.Browser.Open(key, (string)box.Value!)).Distinct()];

    private static ILocator Tab(IPage page, string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Backups" }).GetByRole(AriaRole.Link, new() { Name = name });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public void Dispose() => key.Dispose();
}
