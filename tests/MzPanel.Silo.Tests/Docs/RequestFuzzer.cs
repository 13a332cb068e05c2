using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MzPanel.Silo.Tests.Docs;

/// <summary>Makes requests out of the description of the API: some right, most wrong in one way or several.</summary>
internal sealed class RequestFuzzer(Random random, JsonElement document, string[] ids)
{
    private static readonly string[] Texts =
    [
        "", " ", "x", "0", "-1", "99999999999999999999", "1e999", "null", "true", "' OR 1=1 --", "%00", "../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "<script>", "${7*7}", "{{7*7}}",
        "é", "\u202Eabc", "日本", "a@b", "2026-01-01", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "srv_", "job_none", "*", "W/\"1\"", "\"1\"", new string('a', 3000),
    ];

    private static readonly string[] Bodies =
        ["", "{", "}", "[]", "null", "1", "\"x\"", "{\"a\":1,\"a\":2}", "{\"name\":\"\\ud800\"}", "{\"name\":\"\\u0000\"}", "{\"a\":1e400}", new string('[', 100), "{}{}", "\uFEFF{}", "{\"name\":1}"];

    public HttpRequestMessage Next(string method, string path, JsonElement operation)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Path(path) + Query(operation));
        if (operation.TryGetProperty("requestBody", out var body) ? random.Next(12) > 0 : random.Next(10) == 0)
            request.Content = Content(body);
        foreach (var name in new[] { "If-Match", "Idempotency-Key", "Last-Event-ID", "Accept", "Origin", "Sec-Fetch-Site", "Range", "X-Forwarded-For", "Content-Encoding" })
            if (random.Next(15) == 0 && Header() is { } value && !request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private string Path(string path) => string.Concat(path.Split('{', '}').Select((part, i) => i % 2 == 0 ? part
        : random.Next(3) > 0 ? ids[random.Next(ids.Length)] : random.Next(4) == 0 ? Text() : Uri.EscapeDataString(Text())));

    private string Query(JsonElement operation)
    {
        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!).ToArray() : [];
        var pairs = Enumerable.Range(0, random.Next(4) == 0 ? 3 : known.Length == 0 ? 0 : random.Next(3))
            .Select(_ => $"{(known.Length > 0 && random.Next(5) > 0 ? known[random.Next(known.Length)] : "nobody")}={Uri.EscapeDataString(Text())}");
        return "?" + string.Join('&', pairs);
    }

    private ByteArrayContent Content(JsonElement body)
    {
        var bytes = random.Next(5) == 0 || body.ValueKind == JsonValueKind.Undefined ? Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]) : Encoding.UTF8.GetBytes(Bent(body));
        if (random.Next(40) == 0 && bytes.Length > 2)
            bytes[random.Next(bytes.Length)] = 0xFF;
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = random.Next(25) == 0 ? new MediaTypeHeaderValue("text/plain") : new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>The example, bent.</summary>
    private string Bent(JsonElement body)
    {
        var example = body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out var given) ? (JsonObject)JsonNode.Parse(given.GetRawText())! : [];
        for (var bends = random.Next(3); bends > 0; bends--)
            Bend(example, Members(body));
        var text = example.ToJsonString();
        return random.Next(20) switch
        {
            0 => text[..random.Next(text.Length)],
            1 when example.Count > 0 => string.Concat(text.AsSpan(0, text.Length - 1), $",\"{example.First().Key}\":1}}"),
            _ => text,
        };
    }

    private void Bend(JsonObject example, string[] members)
    {
        var member = members.Length == 0 || random.Next(6) == 0 ? "nobody" : members[random.Next(members.Length)];
        if (random.Next(5) == 0)
            example.Remove(member);
        else
            example[member] = Value(0);
    }

    private JsonNode? Value(int depth) => random.Next(9) switch
    {
        0 => null,
        1 => random.Next(-5, 100_000),
        2 => random.NextDouble() * 1e300,
        3 => random.Next(2) == 0,
        4 when depth < 40 => new JsonArray(Value(depth + 1)),
        5 when depth < 40 => new JsonObject { ["a"] = Value(depth + 1) },
        6 => ids[random.Next(ids.Length)],
        _ => Text(),
    };

    private string[] Members(JsonElement body)
    {
        var name = body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
        return document.GetProperty("components").GetProperty("schemas").GetProperty(name).TryGetProperty("properties", out var members) ? [.. members.EnumerateObject().Select(m => m.Name)] : [];
    }

    private string Text() => Texts[random.Next(Texts.Length)];

    // What no client can send in a header at all is not tried.
    private string? Header() => Text() is var text && text.All(char.IsAscii) && text.Length < 1000 ? text : null;
}
