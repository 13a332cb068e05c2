using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MzPanel.Silo.Tests.Http;

public sealed class RejectedRequestsTests
{
    public static TheoryData<string> Refused => new(
        "NONSENSE\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\n\r\n",
        "GET /v1/things HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /v1/things/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: some\r\n\r\n",
        $"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: a\r\n\r\n",
        $"GET /v1/things HTTP/1.1\r\nHost: a\r\nX: {new string('a', 40_000)}\r\n\r\n");

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_the_web_server_refuses_by_itself_is_the_envelope_too(string request)
    {
        await using var silo = await Things.StartAsync();

        var (head, body) = await SendRawAsync(silo, request);

        Assert.StartsWith("HTTP/1.1 400 ", head);
        Assert.Contains("X-Request-Id: req_", head);
        Assert.Contains("Content-Type: application/json", head);
        Assert.Equal("bad_request", JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>Whatever comes until the server closes.</summary>
    private static async Task<(string Head, string Body)> SendRawAsync(TestSilo silo, string request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(silo.Http.BaseAddress!.Host, silo.Http.BaseAddress.Port, limit.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), limit.Token);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(limit.Token);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (answer[..end], answer[(end + 4)..]);
    }
}
