using System.Globalization;
using System.Text.Json;

namespace MzPanel.Data.Sites;

/// <summary>What an agent says of a certificate, in a result or an event: <c>issuer</c> and <c>expires_at</c> (unix ms, or RFC 3339).</summary>
internal sealed record Certificate(string? Issuer, long? ExpiresAt)
{
    private const int LongestIssuer = 300;

    public static Certificate Of(string? json)
    {
        if (json is null)
            return new(null, null);
        using var document = JsonDocument.Parse(json);
        var said = document.RootElement;
        return said.ValueKind != JsonValueKind.Object ? new(null, null) : new(IssuerOf(said), ExpiryOf(said));
    }

    private static string? IssuerOf(JsonElement said) =>
        said.TryGetProperty("issuer", out var issuer) && issuer.ValueKind == JsonValueKind.String && issuer.GetString() is { Length: > 0 and <= LongestIssuer } name
            ? name : null;

    private static long? ExpiryOf(JsonElement said)
    {
        if (!said.TryGetProperty("expires_at", out var at))
            return null;
        if (at.ValueKind == JsonValueKind.Number)
            return at.TryGetInt64(out var ms) && ms is > 0 and < 253402300800000 ? ms : null;
        return at.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(at.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
    }
}
