using System.Net;
using System.Net.WebSockets;

namespace MzPanel.Silo.Tests.License;

public sealed class QuotaTests
{
    [Fact]
    public async Task One_server_more_than_the_tier_allows_is_refused_and_the_counted_one_comes_back()
    {
        await using var silo = await WholeSilo.StartAsync("--Tiers:Default=free");
        await silo.SetUpAsync();
        var (_, first) = await silo.ServerAsync();
        var (_, second) = await silo.ServerAsync();
        (await silo.ConnectAsync(first)).Agent.Dispose();
        var refused = await silo.Http.SendAsync("GET", "/v1/agent", null,
            ("Authorization", "Bearer " + second), ("Connection", "Upgrade"), ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
        Assert.Equal((HttpStatusCode.Forbidden, "quota_exceeded", "3600"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        await Assert.ThrowsAsync<WebSocketException>(() => silo.DialAsync(second));
        (await silo.ConnectAsync(first)).Agent.Dispose();
    }
}
