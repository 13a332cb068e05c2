using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MzPanel.Data.Audit;
using MzPanel.Silo.Audit;
using MzPanel.Silo.Http;
using MzPanel.Silo.Tests.Account;

namespace MzPanel.Silo.Tests.Audit;

public sealed class AuditApiTests
{
    [Fact]
    public async Task Every_change_of_an_account_leaves_a_row()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        await (await silo.SignInAsync()).SendAsync("POST", "/v1/account/sign-out");
        await browser.SendAsync("PATCH", "/v1/account", new { name = "Ada" });
        await browser.SendAsync("POST", "/v1/account/password", new { current_password = "wrong", new_password = "another-long-secret-9" });
        await browser.SendAsync("POST", "/v1/account/password", new { current_password = AccountSilo.Password, new_password = "another-long-secret-9" });
        await browser.SendAsync("DELETE", "/v1/account/sessions/ses_other");

        var rows = (await browser.SendAsync("GET", "/v1/account/audit")).Json.GetProperty("data").EnumerateArray().ToArray();

        Assert.Equal(
            ["access.denied denied", "account.password ok", "account.password failed", "account.change ok", "account.sign_out ok", "account.sign_in ok", "account.setup ok"],
            rows.Select(r => $"{r.GetProperty("action").GetString()} {r.GetProperty("outcome").GetString()}"));
        Assert.All(rows, row =>
        {
            Assert.StartsWith("req_", row.GetProperty("request_id").GetString());
            Assert.Equal("127.0.0.1", row.GetProperty("address").GetString());
            Assert.Equal(("user", AccountSilo.Email), (row.GetProperty("actor").GetProperty("type").GetString(), row.GetProperty("actor").GetProperty("name").GetString()));
        });
        Assert.Equal("""{"method":"DELETE","route":"/v1/account/sessions/{id}","code":"not_found"}""", rows[0].GetProperty("details").GetRawText());
    }

    [Fact]
    public void A_row_of_the_system_has_no_request_and_says_so()
    {
        var row = new AuditRow
        {
            Id = "aud_1", WorkspaceId = "wks_1", Seq = 1, At = 0, ActorType = "system", ActorId = "system", ActorName = "MzPanel", Action = "job.expire", Outcome = "ok", Details = "{}",
        };

        Assert.EndsWith("""
            "outcome":"ok","request_id":null,"address":null,"details":{}}
            """, ApiJson.Write(AuditView.Of(row)));
    }

    [Fact]
    public async Task Rows_can_be_filtered_and_read_in_pages()
    {
        await using var silo = await AccountSilo.StartAsync();
        var browser = await silo.SetUpAsync();
        silo.Time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 4; i++)
            await browser.SendAsync("PATCH", "/v1/account", new { name = $"Ada {i}" });

        var changes = await browser.SendAsync("GET", "/v1/account/audit?action=account.change");
        var before = await browser.SendAsync("GET", "/v1/account/audit?to=2026-03-01T12:01:00Z");
        var mine = await browser.SendAsync("GET", $"/v1/account/audit?actor={AccountSilo.Email}");
        var page = await browser.SendAsync("GET", "/v1/account/audit?limit=3");
        var rest = await browser.SendAsync("GET", $"/v1/account/audit?limit=3&cursor={page.Json.GetProperty("next_cursor").GetString()}");

        Assert.Equal((4, 1, 5), (Count(changes), Count(before), Count(mine)));
        Assert.Equal((3, 2), (Count(page), Count(rest)));
        Assert.Equal(["servers"], (await browser.SendAsync("GET", "/v1/account/audit?servers=x")).Fields);
    }

    [Fact]
    public async Task Strangers_tries_are_counted_per_minute_address_and_action()
    {
        await using var silo = await AccountSilo.StartAsync();
        await silo.SetUpAsync();
        for (var i = 0; i < 3; i++)
            await silo.Http.SendAsync("GET", "/v1/account");
        await silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email = "a@example.org", password = "x" });
        await silo.Http.SendAsync("POST", "/v1/account/sign-in", new { email = "a@example.org", password = "x" }, ("Origin", "https://evil.example"));

        await silo.Services.GetServices<IHostedService>().OfType<InstallationLogFlush>().Single().FlushAsync();

        var minute = silo.Time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(
            [new(minute, "127.0.0.1", "bad_credentials", 1), new(minute, "127.0.0.1", "origin_not_allowed", 1), new(minute, "127.0.0.1", "unauthenticated", 3)],
            await silo.Services.GetRequiredService<InstallationLogRecords>().LatestAsync(10));
    }

    [Fact]
    public async Task A_flood_grows_the_installation_log_by_a_row_per_minute_address_and_action()
    {
        const int Each = 250;
        await using var silo = await AccountSilo.StartAsync(("Network:TrustedProxies:0", "127.0.0.1"), ("RateLimits:RequestsPerMinute", "1000000"), ("RateLimits:SignInsPerMinute", "1000000"));
        var flush = silo.Services.GetServices<IHostedService>().OfType<InstallationLogFlush>().Single();
        for (var minute = 0; minute < 2; minute++)
        {
            foreach (var address in new[] { "192.0.2.1", "2001:db8::1" })
                await Task.WhenAll(Enumerable.Range(0, Each).SelectMany(i => new[]
                {
                    silo.Http.SendAsync("GET", $"/v1/account?try={i}", null, ("X-Forwarded-For", address), ("Authorization", $"Bearer {i}")),
                    silo.Http.SendAsync("POST", "/v1/account/sign-in", "{}", ("X-Forwarded-For", address), ("Origin", $"https://{i}.example")),
                }));
            await flush.FlushAsync();
            silo.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var rows = await silo.Services.GetRequiredService<InstallationLogRecords>().LatestAsync(100);
        Assert.Equal(2 * 2 * 2, rows.Count);
        Assert.All(rows, row => Assert.Equal(Each, row.Count));
        Assert.Equal(["origin_not_allowed", "unauthenticated"], rows.Select(row => row.Action).Distinct().Order());
        Assert.Equal(0, await silo.Records.Database.FirstAsync<long>("SELECT count(*) FROM audit"));
    }

    [Fact]
    public void However_many_addresses_knock_memory_is_bounded()
    {
        var log = new InstallationLog(TimeProvider.System);
        for (var i = 0; i < 20_000; i++)
            log.Count($"address {i}", "unauthenticated");

        var rows = log.Take();

        Assert.InRange(rows.Count, 5_000, 5_002);
        Assert.Equal(20_000, rows.Sum(r => r.Count));
    }

    private static int Count(Answer answer) => answer.Json.GetProperty("data").GetArrayLength();
}
