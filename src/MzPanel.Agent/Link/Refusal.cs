using System.Globalization;
using System.Net;
using System.Text.Json;

namespace MzPanel.Agent.Link;

/// <summary>Notes why an upgrade was refused: the WebSocket client itself keeps only the status.</summary>
internal sealed class Refusal(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int LongestBody = 8 * 1024;

    /// <summary>The refusal of the last dial, or <see langword="null"/>.</summary>
    public LinkEnd.Refused? Last { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Last = null;
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            Last = new LinkEnd.Refused((int)response.StatusCode, await CodeAsync(response, cancellationToken), RetryAfter(response));
        return response;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta
        ?? (response.Headers.TryGetValues("Retry-After", out var values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds < 1e9
            ? TimeSpan.FromSeconds(seconds) : null);

    // {"error": {"code": "…"}}
    private static async Task<string?> CodeAsync(HttpResponseMessage response, CancellationToken cancelled)
    {
        var body = new byte[LongestBody];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancelled);
            var length = await stream.ReadAtLeastAsync(body, LongestBody, throwOnEndOfStream: false, cancelled);
            using var json = JsonDocument.Parse(body.AsMemory(0, length));
            return json.RootElement.GetProperty("error").GetProperty("code").GetString();
        }
        catch (Exception e) when (e is JsonException or IOException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
