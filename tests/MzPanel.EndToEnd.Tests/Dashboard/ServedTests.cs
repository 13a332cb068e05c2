using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MzPanel.EndToEnd.Tests.Browser;
using MzPanel.EndToEnd.Tests.Silos;
using static Microsoft.Playwright.Assertions;

namespace MzPanel.EndToEnd.Tests.Dashboard;

/// <summary>How the silo serves the dashboard.</summary>
public sealed partial class ServedTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int MostScript = 250 * 1024;

    [Fact]
    public async Task The_page_is_never_kept_its_files_for_ever_and_compressed_and_nothing_else_is_a_page()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var http = new HttpClient { BaseAddress = panel.Silo.Address };

        foreach (var path in new[] { "/", "/setup", "/sign-in", "/invite", "/servers/srv_1/jobs", "/jobs/job_1", "/sites", "/team", "/account/tokens", "/audit", "/workspace" })
        {
            using var page = await http.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
            Assert.True(page.Headers.CacheControl!.NoStore);
            Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
        var script = ScriptName().Match(await http.GetStringAsync("/")).Value;
        foreach (var encoding in new[] { "br", "gzip", "identity" })
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, script);
            asked.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
            using var asset = await http.SendAsync(asked);
            Assert.Equal(encoding == "identity" ? [] : [encoding], asset.Content.Headers.ContentEncoding);
            Assert.Equal("text/javascript", asset.Content.Headers.ContentType!.MediaType);
            Assert.Contains("immutable", asset.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/v1/nothing", "/nothing", "/assets/nothing.js", "/assets/..%2findex.html", "/index.html", "/assets/" })
        {
            using var unknown = await http.GetAsync(path);
            Assert.Equal((HttpStatusCode.NotFound, "application/json"), (unknown.StatusCode, unknown.Content.Headers.ContentType!.MediaType));
        }
        using var fetched = new HttpRequestMessage(HttpMethod.Get, "/jobs/job_1") { Headers = { { "Sec-Fetch-Mode", "cors" } } };
        using var refused = await http.SendAsync(fetched);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task The_first_load_of_each_page_is_within_its_weight()
    {
        await using var panel = await ShownPanel.StartAsync();
        using var owner = await Owner.SetUpAsync(panel.Silo);
        var server = await panel.ServerAsync(owner, "web-1");
        var job = await ShownPanel.ShellAsync(owner, server, "echo done");
        await using var first = await chromium.ProfileAsync();
        var cookies = await (await panel.SignInAsync(first)).Context.CookiesAsync();
        foreach (var path in new[] { "/", $"/servers/{server}", $"/servers/{server}/run", $"/jobs/{job}", "/jobs", "/sites", "/team", "/account/security", "/audit" })
        {
            await using var profile = await chromium.ProfileAsync();
            await profile.AddCookiesAsync(ShownPanel.Kept(cookies));
            var page = await profile.NewPageAsync();
            await page.GotoAsync(panel.At(path));
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            var weight = await page.EvaluateAsync<int>(
                "performance.getEntriesByType('resource').filter(e => e.name.endsWith('.js')).reduce((sum, e) => sum + e.encodedBodySize, 0)");
            Assert.True(weight is > 50_000 and < MostScript, $"{path}: {weight} bytes of script");
        }
    }

    [GeneratedRegex("/assets/index-[^\"]+\\.js")]
    private static partial Regex ScriptName();
}
