using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MzPanel.Silo.Account;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Tests.Hosting;

namespace MzPanel.Silo.Tests.Docs;

/// <summary>Whatever is sent, what is no success is the envelope, as the description of the API has it, and tells nothing of ours.</summary>
public sealed partial class FuzzTests(ITestOutputHelper output)
{
    private const int Requests = 10_000;
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("MZ_SEED") ?? "20261123", CultureInfo.InvariantCulture);
    private static readonly SiloVariation Cheap = new()
    {
        IsQuiet = true, Services = services => services.AddSingleton(new PasswordHasher(new PasswordCost(1024, 1), cores: 2)),
    };

    [Fact]
    public async Task On_sqlite()
    {
        await using var silo = await WholeSilo.StartAsync(Cheap, "--RateLimits:SignInsPerMinute=1000000");
        await silo.SetUpAsync();
        await FuzzAsync(silo);
    }

    [Fact]
    public async Task On_postgres()
    {
        await using var nodes = await Nodes.StartAsync(1, Cheap, "--RateLimits:SignInsPerMinute=1000000");
        await FuzzAsync(nodes[0]);
    }

    private async Task FuzzAsync(WholeSilo silo)
    {
        var document = JsonDocument.Parse((await silo.Http.SendAsync("GET", "/openapi/v1.json")).Text).RootElement;
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Method: operation.Name.ToUpperInvariant(), Path: path.Name, operation.Value))).ToArray();
        var server = (await silo.ServerAsync()).ServerId;
        var job = (await silo.AskAsync("POST", $"/v1/servers/{server}/jobs", new { kind = "system.info" })).Json.GetProperty("job").GetProperty("id").GetString()!;
        var secret = (await silo.AskAsync("POST", "/v1/account/tokens", new { name = "t", scopes = new[] { "*" } })).Json.GetProperty("secret").GetString();
        var fuzzer = new RequestFuzzer(new Random(Seed), document, [server, job, "none"]);
        var seen = new Dictionary<int, int>();
        for (var i = 0; i < Requests; i++)
        {
            var (method, path, operation) = operations[i % operations.Length];
            using var request = fuzzer.Next(method, path, operation);
            if (i % 10 > 0)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
            var (status, type, text) = await SendAsync(silo.Http, request);
            seen[status] = seen.GetValueOrDefault(status) + 1;
            if (Fault(operation, status, type, text) is { } fault)
                Assert.Fail($"request {i} of seed {Seed}: {method} {request.RequestUri} {await BodyAsync(request)}: {status} {type} {text}: {fault}");
        }
        output.WriteLine($"{Requests} requests, seed {Seed}: " + string.Join(", ", seen.OrderBy(s => s.Key).Select(s => $"{s.Value} × {s.Key}")));
        Assert.True(seen.Count > 8 && seen.Where(s => s.Key >= 400).Sum(s => s.Value) > Requests / 3);
    }

    private static async Task<(int Status, string? Type, string Text)> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var type = answer.Content.Headers.ContentType?.MediaType;
        // A stream that was let in has no end.
        return ((int)answer.StatusCode, type, type == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What is wrong with an answer, if anything is.</summary>
    private static string? Fault(JsonElement operation, int status, string? type, string text)
    {
        if (Leak.Match(text) is { Success: true } leak)
            return $"tells {leak.Value}";
        if (status < 400)
            return status is >= 200 and < 300 ? null : "is neither success nor error";
        if (type != "application/json")
            return "is no JSON";
        var root = JsonDocument.Parse(text).RootElement;
        if (Members(root) != "error" || Members(root.GetProperty("error")) != "code message details")
            return "is not the envelope";
        var code = root.GetProperty("error").GetProperty("code").GetString()!;
        return status == 500 ? "is a fault of ours" : IsDescribed(operation, status, code) ? null : $"has a code that is not described: {code}";
    }

    private static string Members(JsonElement of) => string.Join(' ', of.EnumerateObject().Select(m => m.Name));

    // A path that was bent so far that it is another one is unknown, or takes other methods; a GET may have got a body that nobody asked for.
    private static bool IsDescribed(JsonElement operation, int status, string code) => code is "not_found" or "method_not_allowed" or "bad_request"
        || operation.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var answer)
            && answer.GetProperty("$ref").GetString()!.Split('/')[^1].Split('.').Contains(code)
        || status is 400 or 413 or 415;

    private static async Task<string> BodyAsync(HttpRequestMessage request) => request.Content is { } content ? await content.ReadAsStringAsync() : "";

    [GeneratedRegex(@"   at |Exception|System\.|MzPanel\.|Microsoft\.|SQLite|Npgsql|Orleans|SELECT |INSERT |/tmp/|/dev/shm|\.cs\b|mzpanel\.db", RegexOptions.None, 1000)]
    private static partial Regex Leak { get; }
}
