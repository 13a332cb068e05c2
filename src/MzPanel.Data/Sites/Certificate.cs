using System.Text.Json;
using MzPanel.Data.Jobs;

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
        return said.ValueKind != JsonValueKind.Object ? new(null, null) : new(IssuerOf(said), SaidTime.Of(said, "expires_at"));
    }

    private static string? IssuerOf(JsonElement said) =>
        said.TryGetProperty("issuer", out var issuer) && issuer.ValueKind == JsonValueKind.String && issuer.GetString() is { Length: > 0 and <= LongestIssuer } name
            ? name : null;
}
