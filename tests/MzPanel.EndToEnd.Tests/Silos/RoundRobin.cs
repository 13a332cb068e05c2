using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MzPanel.EndToEnd.Tests.Silos;

/// <summary>
/// A plain client before several silos: each request to the next one, and once more to the one after it where that failed. Knows
/// nothing of health.
/// </summary>
internal sealed class RoundRobin(Owner owner, IReadOnlyList<SiloProcess> silos)
{
    private int next;
    private int asked;

    public int Asked => asked;

    /// <summary>Requests that failed twice, in words.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Reads and asks for jobs until stopped.</summary>
    public async Task RunAsync(string serverId, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await AskAsync(HttpMethod.Get, $"/v1/servers/{serverId}", null);
            await AskAsync(HttpMethod.Post, $"/v1/servers/{serverId}/jobs", new JsonObject { ["kind"] = "system.info", ["args"] = new JsonObject() });
            await AskAsync(HttpMethod.Get, $"/v1/servers/{serverId}/metrics", null);
        }
    }

    private async Task AskAsync(HttpMethod method, string path, JsonObject? body)
    {
        Interlocked.Increment(ref asked);
        // The same key both times: a repetition is no second job.
        var key = Guid.NewGuid().ToString();
        var turn = Interlocked.Increment(ref next);
        if (await TryAsync(turn, method, path, body, key) is { } first && await TryAsync(turn + 1, method, path, body, key) is { } second)
            lock (Failures)
                Failures.Add($"{method} {path}: {first}; {second}");
    }

    private async Task<string?> TryAsync(int turn, HttpMethod method, string path, JsonObject? body, string key)
    {
        var silo = silos[turn % silos.Count];
        using var request = new HttpRequestMessage(method, new Uri(silo.Address, path));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", key);
        }
        try
        {
            using var answer = await owner.Http.SendAsync(request);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted ? null
                : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return e.Message;
        }
    }
}
