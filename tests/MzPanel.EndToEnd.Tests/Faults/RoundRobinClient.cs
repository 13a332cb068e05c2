using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MzPanel.EndToEnd.Tests.Silos;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>The owner behind a plain round robin: each call goes to the next silo, and a failed one once more to the one after it.</summary>
internal sealed class RoundRobinClient(SiloRing silos, Owner owner) : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { Timeout = CallLimit };
    private readonly string cookie = owner.Http.DefaultRequestHeaders.GetValues("Cookie").Single();
    private readonly string origin = owner.Http.DefaultRequestHeaders.GetValues("Origin").Single();
    private int failed;

    /// <summary>Calls that failed and whose retry failed too.</summary>
    public int Failed => failed;

    /// <summary>Asks for a job; its id, or <see langword="null"/> where nobody accepted it.</summary>
    public Task<string?> JobAsync(string serverId, SimWork work) => JobAsync(serverId, SimWork.Kind, work.Args());

    /// <summary>The same for any kind.</summary>
    public async Task<string?> JobAsync(string serverId, string kind, JsonObject args)
    {
        var key = Guid.NewGuid().ToString();
        var body = new JsonObject { ["kind"] = kind, ["args"] = args }.ToJsonString();
        var answer = await CallAsync(silo => Request(HttpMethod.Post, silo, $"/v1/servers/{serverId}/jobs", key, body), HttpStatusCode.Accepted);
        return answer?.GetProperty("job").GetProperty("id").GetString();
    }

    /// <summary>Posts something under a key; <see langword="null"/> where nobody answered with that status.</summary>
    public Task<JsonElement?> PostAsync(string path, JsonObject body, HttpStatusCode wanted)
    {
        var key = Guid.NewGuid().ToString();
        return CallAsync(silo => Request(HttpMethod.Post, silo, path, key, body.ToJsonString()), wanted);
    }

    /// <summary>Reads something; <see langword="null"/> where nobody answered.</summary>
    public Task<JsonElement?> GetAsync(string path) => CallAsync(silo => Request(HttpMethod.Get, silo, path), HttpStatusCode.OK);

    /// <summary>Reads text.</summary>
    public async Task<string> TextAsync(string path)
    {
        var (status, text) = await AnswerAsync(path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {(int)status} {text}");
        return text;
    }

    /// <summary>Whatever is answered, by one silo at one try.</summary>
    public async Task<(HttpStatusCode Status, string Text)> AnswerAsync(string path)
    {
        using var request = Request(HttpMethod.Get, silos.Next(), path);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement?> CallAsync(Func<Uri, HttpRequestMessage> request, HttpStatusCode wanted)
    {
        if (await OnceAsync(request, wanted) is { } first)
            return first;
        if (await OnceAsync(request, wanted) is { } second)
            return second;
        Interlocked.Increment(ref failed);
        return null;
    }

    private async Task<JsonElement?> OnceAsync(Func<Uri, HttpRequestMessage> make, HttpStatusCode wanted)
    {
        try
        {
            using var request = make(silos.Next());
            using var answer = await http.SendAsync(request);
            return answer.StatusCode == wanted ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TaskCanceledException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri silo, string path, string? key = null, string? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(silo, path));
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", origin);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (body is not null)
            request.Content = new StringContent(body, null, "application/json");
        return request;
    }
}
