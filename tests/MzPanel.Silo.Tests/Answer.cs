using System.Net;
using System.Text.Json;

namespace MzPanel.Silo.Tests;

/// <summary>An answer read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, HttpResponseMessage Message)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Code => Json.GetProperty("error").GetProperty("code").GetString()!;

    public string[] Fields => [.. Json.GetProperty("error").GetProperty("details").EnumerateObject().Select(f => f.Name)];

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage message) => new(message.StatusCode, await message.Content.ReadAsStringAsync(), message);
}

internal static class Requests
{
    /// <summary>Sends a request; <paramref name="body"/> is JSON text, or an object to be written as JSON.</summary>
    public static async Task<Answer> SendAsync(
        this HttpClient http, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), null, "application/json");
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(await http.SendAsync(request));
    }
}
