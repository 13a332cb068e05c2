namespace MzPanel.Silo.Tests.Http;

public sealed class OriginRuleTests(SharedThings shared) : IClassFixture<SharedThings>
{
    private static readonly (string, string) Owner = (HeaderCallers.Header, "wks_1/usr_1/owner");
    private static readonly (string, string) Cookie = ("Cookie", "__Host-mzp=" + new string('a', 43));

    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("same-origin", "https://evil.example", true)]
    [InlineData("same-site", null, false)]
    [InlineData("cross-site", "https://panel.example.org", false)]
    [InlineData("none", null, false)]
    [InlineData(null, "https://panel.example.org", true)]
    [InlineData(null, "https://panel.example.org.evil.example", false)]
    [InlineData(null, "http://panel.example.org", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, null, false)]
    [InlineData("same-site", "https://app.example.net", true)]
    public async Task With_a_cookie_an_unsafe_request_must_come_from_us(string? site, string? origin, bool passes)
    {
        var answer = await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a", null, [Owner, Cookie, .. Headers(site, origin)]);

        Assert.Equal(passes ? 204 : 403, (int)answer.Status);
        if (!passes)
            Assert.Equal("origin_not_allowed", answer.Code);
    }

    [Fact]
    public async Task A_safe_request_may_come_from_anywhere()
    {
        var answer = await shared.Silo.Http.SendAsync("GET", "/v1/things", null, [Owner, Cookie, .. Headers("cross-site", "https://evil.example")]);

        Assert.Equal(200, (int)answer.Status);
    }

    [Fact]
    public async Task Without_a_cookie_or_with_authorization_there_is_no_rule()
    {
        Assert.Equal(204, (int)(await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a", null, Owner)).Status);
        Assert.Equal(204, (int)(await shared.Silo.Http.SendAsync("DELETE", "/v1/things/a", null, Owner, Cookie, ("Authorization", "Bearer x"))).Status);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("same-origin", "https://panel.example.org", true)]
    [InlineData(null, "https://panel.example.org", true)]
    [InlineData("same-origin", null, true)]
    [InlineData("cross-site", null, false)]
    [InlineData(null, "https://evil.example", false)]
    [InlineData("same-origin", "https://evil.example", false)]
    [InlineData("same-site", "https://app.example.net", true)]
    public async Task At_sign_in_what_is_named_must_be_ours(string? site, string? origin, bool passes)
    {
        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things/enter", "{\"name\":\"a\"}", [.. Headers(site, origin)]);

        Assert.Equal(passes ? 200 : 403, (int)answer.Status);
    }

    [Theory]
    [InlineData("panel.example.org", null, 403)]
    [InlineData("panel.example.org", "https", 200)]
    [InlineData("localhost:5080", null, 200)]
    [InlineData("[::1]:5080", null, 200)]
    [InlineData("localhost.example.org", null, 403)]
    public async Task Sign_in_over_plain_http_is_for_loopback_only(string host, string? forwardedProto, int status)
    {
        (string, string)[] proxy = forwardedProto is null ? [] : [("X-Forwarded-Proto", forwardedProto), ("X-Forwarded-For", "192.0.2.7")];

        var answer = await shared.Silo.Http.SendAsync("POST", "/v1/things/enter", "{\"name\":\"a\"}", [("Host", host), .. proxy]);

        Assert.Equal(status, (int)answer.Status);
        if (status == 403)
            Assert.Contains("TLS", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allowed_origins_get_cors_and_others_do_not()
    {
        var ours = await shared.Silo.Http.SendAsync("OPTIONS", "/v1/things", null, ("Origin", "https://app.example.net"), ("Access-Control-Request-Method", "POST"));
        var theirs = await shared.Silo.Http.SendAsync("OPTIONS", "/v1/things", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));

        Assert.Equal("https://app.example.net", ours.Header("Access-Control-Allow-Origin"));
        Assert.Null(theirs.Header("Access-Control-Allow-Origin"));
    }

    private static IEnumerable<(string, string)> Headers(string? site, string? origin)
    {
        if (site is not null)
            yield return ("Sec-Fetch-Site", site);
        if (origin is not null)
            yield return ("Origin", origin);
    }
}
