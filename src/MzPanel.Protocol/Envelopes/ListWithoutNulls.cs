using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MzPanel.Protocol.Envelopes;

/// <summary>A list whose elements are there: nullable annotations stop at the list, <c>[null]</c> would pass them.</summary>
internal sealed class ListWithoutNulls<T> : JsonConverter<IReadOnlyList<T>> where T : class
{
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var shape = Shape(options);
        var list = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(JsonSerializer.Deserialize(ref reader, shape) ?? throw new JsonException());
        return list;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        var shape = Shape(options);
        writer.WriteStartArray();
        foreach (var item in value)
            JsonSerializer.Serialize(writer, item, shape);
        writer.WriteEndArray();
    }

    private static JsonTypeInfo<T> Shape(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
