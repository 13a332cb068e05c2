using System.Text.Json;

namespace MzPanel.Protocol.Envelopes;

/// <summary>Ids of messages: 1 to 64 visible ASCII characters, so that they may stand in logs, records and headers.</summary>
internal static class MessageId
{
    private const int MaxLength = 64;

    /// <summary>The id in a member, or <see langword="null"/>.</summary>
    public static string? Of(JsonElement value) => value.ValueKind == JsonValueKind.String ? Checked(value.GetString()) : null;

    /// <summary>
    /// The id of a message that is refused before it is parsed: its author looks for the mistake by it. Stops at the first
    /// fault of the text; a repeated id is none.
    /// </summary>
    public static string? Scan(ReadOnlySpan<byte> utf8)
    {
        string? id = null;
        try
        {
            for (var json = new Utf8JsonReader(utf8); json.Read();)
            {
                if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals("id"u8))
                    continue;
                if (id is not null || !json.Read() || json.TokenType != JsonTokenType.String)
                    return null;
                id = Checked(json.GetString());
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The text goes wrong here; what was read before it stands.
        }
        return id;
    }

    private static string? Checked(string? text) =>
        text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;
}
