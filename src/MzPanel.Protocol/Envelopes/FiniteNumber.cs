using System.Text.Json;
using System.Text.Json.Serialization;

namespace MzPanel.Protocol.Envelopes;

/// <summary>A number that can be written again: <c>1e999</c> is read as infinity, and one answer with it in fails as a whole.</summary>
internal sealed class FiniteNumber : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.GetDouble() is var number && double.IsFinite(number)
            ? number : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
