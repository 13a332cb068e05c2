using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace MzPanel.Silo.Http;

/// <summary>Times on the wire: RFC 3339, written in UTC with milliseconds.</summary>
internal sealed partial class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    public const string Written = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("Not an RFC 3339 time.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture));

    private static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        // The framework's parser alone takes dates without a time or an offset, and reads them in the zone of the machine.
        return Shape.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Shape { get; }
}
