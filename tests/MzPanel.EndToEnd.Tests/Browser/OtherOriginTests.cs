using Microsoft.Playwright;
using MzPanel.Testing;

namespace MzPanel.EndToEnd.Tests.Browser;

/// <summary>
/// What pages of other origins may do with the cookies of somebody who is signed in: nothing, in a real browser
/// (rest-api.md, section 1). A sibling domain and another port are of the same site, so that the cookie comes with what they send.
/// </summary>
public abstract class OtherOriginTests(Chromium chromium, BrowsedPanel panel)
{
    private protected const string Null = "data:text/html,<title>Of no origin</title>";
    private static readonly string[] Allowed = ["read by fetch", "read events", "post json", "patch"];

    private protected async Task ComesToNothingAsync(string origin)
    {
        await using var profile = await chromium.ProfileAsync();
        var own = await panel.SignInAsync(profile);
        var before = await panel.StateAsync();
        var page = await OpenAsync(profile, origin);

        var outcome = await panel.TryAsync(page);

        Assert.InRange(outcome.Count, 20, 40);
        Assert.All(outcome, attempt => Assert.Equal((attempt.Key, "nothing"), (attempt.Key, attempt.Value)));
        Assert.Equal(before, await panel.StateAsync());
        Assert.StartsWith("200 ", (await panel.TryAsync(own, "read by fetch"))["read by fetch"], StringComparison.Ordinal);
    }

    private protected async Task ShowsNothingOfItAsync(string origin, string shownToThePerson)
    {
        await using var profile = await chromium.ProfileAsync();
        await panel.SignInAsync(profile);
        var page = await OpenAsync(profile, origin);

        await page.EvaluateAsync(
            """
            url => new Promise(done => {
              const frame = Object.assign(document.createElement('iframe'), { src: url, onload: done });
              document.body.append(frame);
            })
            """, Page("/docs/index.html"));
        // The frame's load event comes before the page's client hears where the frame has been sent.
        await Until.Async(() => Task.FromResult(page.Frames[^1].Url.StartsWith("chrome-error:", StringComparison.Ordinal)));

        var window = await page.RunAndWaitForPopupAsync(() => page.EvaluateAsync("url => { window.opened = window.open(url); }", Page("/v1/account")));
        await window.WaitForLoadStateAsync();
        Assert.Contains(shownToThePerson, await window.InnerTextAsync("body"), StringComparison.Ordinal);
        Assert.Equal("nothing", await page.EvaluateAsync<string>("() => { try { return opened.document.body.innerText; } catch { return 'nothing'; } }"));
    }

    private protected async Task MayDoAllAsync(string? origin)
    {
        await using var profile = await chromium.ProfileAsync();
        var page = await panel.SignInAsync(profile);
        if (origin is not null)
            page = await OpenAsync(profile, origin);

        var outcome = await panel.TryAsync(page, Allowed);

        Assert.Equal(["200", "open", "201", "200"], Allowed.Select(name => outcome[name].Split(' ')[0]));
    }

    private string Page(string path) => panel.Address.OriginalString + path;

    private static async Task<IPage> OpenAsync(IBrowserContext profile, string origin)
    {
        var page = await profile.NewPageAsync();
        await page.GotoAsync(origin);
        return page;
    }
}

public sealed class OtherOriginOverTlsTests(Chromium chromium, PanelOverTls panel) : OtherOriginTests(chromium, panel), IClassFixture<Chromium>, IClassFixture<PanelOverTls>
{
    private readonly OtherSite other = panel.Other;

    [Theory]
    [InlineData("shop.example.test")]
    [InlineData("panel.example.test")]
    [InlineData("www.other.test")]
    public Task Another_origin_changes_nothing_and_reads_nothing(string host) => ComesToNothingAsync($"https://{host}:{other.Port}");

    [Fact]
    public Task Nor_does_a_page_of_our_name_without_tls() => ComesToNothingAsync($"http://panel.example.test:{other.PlainPort}");

    [Fact]
    public Task Nor_does_a_page_of_no_origin() => ComesToNothingAsync(Null);

    [Theory]
    [InlineData("shop.example.test", "owner@example.org")]
    [InlineData("www.other.test", "unauthenticated")]
    public Task Another_origin_cannot_frame_us_nor_look_into_a_window_of_ours(string host, string shown) =>
        ShowsNothingOfItAsync($"https://{host}:{other.Port}", shown);

    [Fact]
    public Task Our_own_origin_may() => MayDoAllAsync(null);

    [Fact]
    public Task An_origin_that_the_settings_allow_may() => MayDoAllAsync($"https://friend.example.test:{other.Port}");
}

public sealed class OtherOriginOnLoopbackTests(Chromium chromium, PanelOnLoopback panel)
    : OtherOriginTests(chromium, panel), IClassFixture<Chromium>, IClassFixture<PanelOnLoopback>
{
    private readonly BrowsedPanel panel = panel;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("shop.localhost")]
    public Task Another_port_of_this_machine_changes_nothing_and_reads_nothing(string host) => ComesToNothingAsync($"http://{host}:{panel.Other.PlainPort}");

    [Fact]
    public Task Another_port_cannot_frame_us_nor_look_into_a_window_of_ours() => ShowsNothingOfItAsync($"http://127.0.0.1:{panel.Other.PlainPort}", "owner@example.org");

    [Fact]
    public Task Our_own_origin_may_without_tls_too() => MayDoAllAsync(null);
}
