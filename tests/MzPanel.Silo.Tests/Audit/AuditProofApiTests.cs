using System.Text.Json;
using MzPanel.Silo.Tests.Account;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Audit;

/// <summary>What a workspace can take away from its audit, and be sure of.</summary>
public sealed class AuditProofApiTests
{
    private const string Verify = "/v1/account/audit/verify";
    private const string Export = "/v1/account/audit/export";

    [Fact]
    public async Task A_row_is_in_the_chain_within_a_second()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        await browser.SendAsync("PATCH", "/v1/account", new { name = "Ada" });
        var written = silo.Time.GetUtcNow();

        await ChainedAsync(silo, browser, 2);

        var found = (await browser.SendAsync("GET", Verify)).Json;
        var newest = (await browser.SendAsync("GET", "/v1/account/audit?limit=1")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        Assert.Equal($$"""{"ok":true,"rows":2,"chained_to":"{{newest}}"}""", found.GetRawText());
        var chainedAt = await silo.Records.Database.FirstAsync<long>("SELECT max(chained_at) FROM audit_links");
        Assert.InRange(chainedAt - written.ToUnixTimeMilliseconds(), 0, 1000);
    }

    [Fact]
    public async Task A_row_that_was_changed_is_named()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        for (var i = 0; i < 3; i++)
            await browser.SendAsync("PATCH", "/v1/account", new { name = $"Ada {i}" });
        await ChainedAsync(silo, browser, 4);
        var ids = (await browser.SendAsync("GET", "/v1/account/audit")).Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()).Reverse().ToArray();

        await silo.Records.Database.Control.WriteAsync([new("DROP TRIGGER audit_fixed"), new("UPDATE audit SET outcome = 'failed' WHERE seq = (SELECT seq FROM audit_links WHERE place = 3)")]);

        Assert.Equal($$"""{"ok":false,"rows":2,"chained_to":"{{ids[1]}}","first_bad":"{{ids[2]}}"}""", (await browser.SendAsync("GET", Verify)).Text);
    }

    [Fact]
    public async Task An_export_is_the_list_a_row_a_line()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        await (await silo.SignUpAsync("bob@example.org")).SendAsync("PATCH", "/v1/account", new { name = "Bob" });
        for (var i = 0; i < 5; i++)
            await browser.SendAsync("PATCH", "/v1/account", new { name = $"Ada {i}" });

        var export = await browser.SendAsync("GET", Export);
        var some = await browser.SendAsync("GET", Export + "?action=account.setup");
        var list = await browser.SendAsync("GET", "/v1/account/audit");

        Assert.Equal("application/x-ndjson; charset=utf-8", export.Header("Content-Type"));
        Assert.Equal("no-store", export.Header("Cache-Control"));
        Assert.Equal(list.Json.GetProperty("data").EnumerateArray().Select(row => row.GetRawText()), Lines(export));
        Assert.EndsWith("\n", export.Text, StringComparison.Ordinal);
        Assert.Equal("account.setup", JsonDocument.Parse(Assert.Single(Lines(some))).RootElement.GetProperty("action").GetString());
    }

    [Fact]
    public async Task An_export_has_every_row_once_however_many_there_are()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var workspace = await silo.Records.Database.FirstAsync<string>("SELECT id FROM workspaces");
        await silo.Records.Database.Control.WriteAsync([.. Enumerable.Range(0, 1200).Select(i => Data.Audit.AuditSql.Insert(Seed.Entry(workspace!, $"thing.do{i}"), i))]);

        var actions = Lines(await browser.SendAsync("GET", Export)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("action").GetString());

        Assert.Equal([.. Enumerable.Range(0, 1200).Reverse().Select(i => $"thing.do{i}"), "account.setup"], actions);
    }

    [Fact]
    public async Task An_export_breaks_off_when_its_caller_is_signed_out_meanwhile()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var workspace = await silo.Records.Database.FirstAsync<string>("SELECT id FROM workspaces");
        var entry = Seed.Entry(workspace!, "thing.do") with { Details = $$"""{"much":"{{new string('x', 20_000)}}"}""" };
        await silo.Records.Database.Control.WriteAsync([.. Enumerable.Range(0, 1200).Select(i => Data.Audit.AuditSql.Insert(entry, i))]);
        using var request = new HttpRequestMessage(HttpMethod.Get, Export);
        request.Headers.Add("Cookie", $"__Host-mzp={browser.Cookies["__Host-mzp"]}");
        using var answer = await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var rows = await answer.Content.ReadAsStreamAsync();

        await browser.SendAsync("POST", "/v1/account/sign-out");

        await Assert.ThrowsAnyAsync<IOException>(() => ReadSlowlyAsync(rows, silo));
    }

    [Theory]
    [InlineData(Export)]
    [InlineData(Verify)]
    public async Task Only_who_may_see_the_audit_may_take_it_away(string path)
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        var (reader, writer) = (await SecretAsync(browser, "audit:read"), await SecretAsync(browser, "audit:write"));

        Assert.Equal((200, 403, 401), (await StatusAsync(silo, path, reader), await StatusAsync(silo, path, writer), (int)(await silo.Http.SendAsync("GET", path)).Status));
        foreach (var (role, status) in new[] { ("admin", 200), ("operator", 403), ("customer", 403) })
        {
            await silo.Records.Database.Control.WriteAsync([new("UPDATE members SET role = @role", ("role", role))]);
            Assert.Equal(status, (int)(await browser.SendAsync("GET", path)).Status);
        }
    }

    [Fact]
    public async Task A_tier_without_the_gate_refuses_the_export_and_nothing_else()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        await silo.Records.Database.Control.WriteAsync([new("UPDATE workspaces SET tier = 'free'")]);

        var export = await browser.SendAsync("GET", Export);

        Assert.Equal((403, "tier_locked"), ((int)export.Status, export.Code));
        Assert.Equal(200, (int)(await browser.SendAsync("GET", Verify)).Status);
        Assert.Equal(200, (int)(await browser.SendAsync("GET", "/v1/account/audit")).Status);
    }

    [Fact]
    public async Task What_is_no_filter_is_refused_by_name()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();

        Assert.Equal(["limit"], (await browser.SendAsync("GET", Export + "?limit=3")).Fields);
        Assert.Equal(["from"], (await browser.SendAsync("GET", Export + "?from=yesterday")).Fields);
        Assert.Equal(["actor"], (await browser.SendAsync("GET", Export + "?actor=" + new string('x', 301))).Fields);
        Assert.Equal(["action"], (await browser.SendAsync("GET", Verify + "?action=x")).Fields);
    }

    private static async Task ReadSlowlyAsync(Stream rows, TestSilo silo)
    {
        var buffer = new byte[64 * 1024];
        await Until.Async(async () => await rows.ReadAsync(buffer) == 0, () => silo.Time.Advance(TimeSpan.FromMilliseconds(500)));
    }

    private static string[] Lines(Answer answer) => answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task ChainedAsync(TestSilo silo, Browser browser, int rows) => await Until.Async(
        async () => (await browser.SendAsync("GET", Verify)).Json.GetProperty("rows").GetInt32() == rows, () => silo.Time.Advance(TimeSpan.FromMilliseconds(5)));

    private static async Task<string> SecretAsync(Browser browser, string scope) =>
        (await browser.SendAsync("POST", "/v1/account/tokens", new { name = scope, scopes = new[] { scope } })).Json.GetProperty("secret").GetString()!;

    private static async Task<int> StatusAsync(TestSilo silo, string path, string secret) =>
        (int)(await silo.Http.SendAsync("GET", path, null, ("Authorization", $"Bearer {secret}"))).Status;
}
