using System.Net;
using MzPanel.Data;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Silo.Tests.Agents;

public sealed class HandshakeTests
{
    private static readonly (string, string)[] Upgrade =
    [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];

    [Fact]
    public async Task A_request_that_is_no_upgrade_is_told_to_upgrade()
    {
        await using var host = await AgentHost.StartAsync();
        var answer = await AskAsync(host, "", [("Authorization", "Bearer " + host.Token)]);
        Assert.Equal((HttpStatusCode.UpgradeRequired, "upgrade_required"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer mzp_agt_short")]
    [InlineData("Basic abc")]
    public async Task A_missing_or_malformed_token_is_refused_without_a_look_at_the_records(string? authorization)
    {
        await using var host = await AgentHost.StartAsync();
        host.OnAuthenticate = () => throw new InvalidOperationException("The records were asked.");
        var answer = await AskAsync(host, "", authorization is null ? Upgrade : [.. Upgrade, ("Authorization", authorization)]);
        Assert.Equal((HttpStatusCode.Unauthorized, "agent_token_invalid"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_unknown_token_is_refused()
    {
        await using var host = await AgentHost.StartAsync();
        var answer = await AskAsync(host, "", [.. Upgrade, ("Authorization", "Bearer " + Token.Create(TokenKind.Agent))]);
        Assert.Equal((HttpStatusCode.Unauthorized, "agent_token_invalid"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_token_in_the_address_counts_as_leaked()
    {
        await using var host = await AgentHost.StartAsync();
        var answer = await AskAsync(host, "?token=" + host.Token, [.. Upgrade, ("Authorization", "Bearer " + host.Token)]);
        Assert.Equal((HttpStatusCode.Unauthorized, "agent_token_invalid"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Cookie", "a=b")]
    public async Task A_browser_is_refused(string header, string value)
    {
        await using var host = await AgentHost.StartAsync();
        var answer = await AskAsync(host, "", [.. Upgrade, ("Authorization", "Bearer " + host.Token), (header, value)]);
        Assert.Equal((HttpStatusCode.Forbidden, "origin_not_allowed"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task More_handshakes_than_admitted_are_told_when_to_come_back_and_cost_no_storage()
    {
        await using var host = await AgentHost.StartAsync(settings: ("Agents:HandshakesPerSecond", "1"));
        var asked = 0;
        host.OnAuthenticate = () => Task.FromResult(asked++);
        (string, string)[] headers = [.. Upgrade, ("Authorization", "Bearer " + Token.Create(TokenKind.Agent))];
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(host, "", headers)));
        var refused = answers.Where(a => a.Status == HttpStatusCode.ServiceUnavailable).ToList();
        Assert.InRange(refused.Count, 8, 9);
        Assert.All(refused, a => Assert.Equal(("unavailable", "1"), (a.Code, a.Header("Retry-After"))));
        Assert.Equal(10 - refused.Count, asked);
    }

    [Fact]
    public async Task One_address_holds_at_most_20_unauthenticated_sockets()
    {
        await using var host = await AgentHost.StartAsync();
        var open = new TaskCompletionSource();
        var waiting = 0;
        var full = new TaskCompletionSource();
        host.OnAuthenticate = () =>
        {
            if (Interlocked.Increment(ref waiting) == 20)
                full.SetResult();
            return open.Task;
        };
        (string, string)[] headers = [.. Upgrade, ("Authorization", "Bearer " + Token.Create(TokenKind.Agent))];
        var first = Enumerable.Range(0, 20).Select(_ => AskAsync(host, "", headers)).ToList();
        await full.Task.WaitAsync(TimeSpan.FromSeconds(15));
        var refused = await AskAsync(host, "", headers);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        open.SetResult();
        Assert.All(await Task.WhenAll(first), a => Assert.Equal(HttpStatusCode.Unauthorized, a.Status));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, "", headers)).Status);
    }

    [Fact]
    public async Task Storage_away_is_a_503_with_a_time_to_come_back()
    {
        await using var host = await AgentHost.StartAsync();
        host.OnAuthenticate = () => throw new StorageException(StorageFault.Unavailable, "away");
        var answer = await AskAsync(host, "", [.. Upgrade, ("Authorization", "Bearer " + host.Token)]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
    }

    private static async Task<Answer> AskAsync(AgentHost host, string query, (string, string)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        return await http.SendAsync("GET", host.Url + query, null, headers);
    }
}
