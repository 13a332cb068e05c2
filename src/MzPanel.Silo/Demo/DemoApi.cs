using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text.Json;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Http;

namespace MzPanel.Silo.Demo;

/// <summary>The demo as a client of the public API: it does nothing that anybody else could not do.</summary>
internal sealed class DemoApi(Uri url) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = url };

    public string Email { get; } = "demo@example.org";

    public string Password { get; } = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);

    /// <summary>The owner's session, as a <c>Cookie</c> header.</summary>
    public string Cookie { get; private set; } = "";

    public async Task SetUpAsync(string setupToken, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync(
            "/v1/account/setup", new { setup_token = setupToken, email = Email, password = Password, workspace_name = "Demo" }, ct);
        await ReadAsync(answer, ct);
        Cookie = answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith(SessionCookie.Name, StringComparison.Ordinal));
        http.DefaultRequestHeaders.Add("Cookie", Cookie);
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
    }

    public async Task<(string ServerId, string InstallToken)> AddServerAsync(string name, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync("/v1/servers", new { name }, ct);
        var made = await ReadAsync(answer, ct);
        return (Text(made.GetProperty("server"), "id"), Text(made.GetProperty("install"), "token"));
    }

    public async Task<string> RunAsync(string serverId, string kind, object args, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync($"/v1/servers/{serverId}/jobs", new { kind, args }, ct);
        return Text((await ReadAsync(answer, ct)).GetProperty("job"), "id");
    }

    /// <summary>The job's events until its end.</summary>
    public async IAsyncEnumerable<(string Event, JsonElement Data)> WatchAsync(
        string jobId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{jobId}/logs/stream");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(ct))
        {
            yield return (item.EventType, JsonDocument.Parse(item.Data).RootElement);
            if (item.EventType == "end")
                yield break;
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement
            : throw new StartException($"{answer.RequestMessage!.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {text}");
    }

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;
}
