using System.Text.RegularExpressions;

namespace MzPanel.Silo.Tests.Docs;

/// <summary>The reference for people, at <c>/docs</c>.</summary>
public sealed partial class DocsPageTests(WholeApi api) : IClassFixture<WholeApi>
{
    [Fact]
    public async Task The_page_and_all_it_loads_come_from_us_and_run_under_the_policy()
    {
        var door = await api.Http.SendAsync("GET", "/docs");
        var page = await api.Http.SendAsync("GET", "/docs/index.html");
        var loads = Loads.Matches(page.Text).Select(m => m.Groups["url"].Value).ToArray();

        Assert.Equal(200, (int)door.Status);
        Assert.Contains("default-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page.Text);
        Assert.DoesNotContain(" on", Attributes.Replace(page.Text, ""), StringComparison.OrdinalIgnoreCase);
        Assert.InRange(loads.Length, 4, 20);
        foreach (var url in loads.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("//", url, StringComparison.Ordinal);
            Assert.Equal(200, (int)(await api.Http.SendAsync("GET", "/docs/" + url)).Status);
        }
    }

    [Theory]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/index.js")]
    [InlineData("/openapi/v1.json")]
    public async Task What_strangers_may_read_is_counted(string path) =>
        Assert.NotNull((await api.Http.SendAsync("GET", path)).Header("RateLimit-Remaining"));

    [Fact]
    public async Task The_page_shows_our_document_and_asks_nobody_else()
    {
        var settings = await api.Http.SendAsync("GET", "/docs/index.js");

        Assert.Contains("""
            "urls":[{"url":"/openapi/v1.json","name":"v1"}]
            """, settings.Text, StringComparison.Ordinal);
        Assert.Contains("configObject.validatorUrl = null", settings.Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href)=\"(?<url>[^\"]+)\"")]
    private static partial Regex Loads { get; }

    [GeneratedRegex(">[^<]*<")]
    private static partial Regex Attributes { get; }
}
