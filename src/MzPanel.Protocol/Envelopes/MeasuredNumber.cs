using System.Text.Json;
using System.Text.Json.Serialization;

namespace MzPanel.Protocol.Envelopes;

/// <summary>
/// A measured whole number (a time, a duration, a size). The page says "number", and many a language measures in fractions:
/// they are cut off, not refused. Public, as other floors generate JSON over records that carry it.
/// </summary>
public sealed class MeasuredNumber : JsonConverter<long>
{
    // The integers a JSON number carries exactly (RFC 8259, section 6).
    private const double Most = 1L << 53;

    /// <inheritdoc />
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.Number ? throw new JsonException()
        : reader.TryGetInt64(out var whole) ? whole
        : Cut(reader.GetDouble()) ?? throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    internal static long? Of(JsonElement value) => value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out var whole) ? whole : Cut(value.GetDouble());

    private static long? Cut(double number) => number is >= -Most and <= Most ? (long)number : null;
}
