using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MzPanel.Protocol.Envelopes;

/// <summary>Writes envelopes (agent-protocol.md, section 3).</summary>
public static class EnvelopeWriter
{
    /// <summary>One message as UTF-8.</summary>
    public static byte[] Write<T>(string id, long ts, string type, string? @ref, T payload, JsonTypeInfo<T> shape)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, ProtocolJson.Writer))
        {
            json.WriteStartObject();
            json.WriteNumber("v"u8, ProtocolLimits.Version);
            json.WriteString("id"u8, id);
            json.WriteNumber("ts"u8, ts);
            json.WriteString("type"u8, type);
            if (@ref is not null)
                json.WriteString("ref"u8, @ref);
            json.WritePropertyName("payload"u8);
            JsonSerializer.Serialize(json, payload, shape);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
