using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MzPanel.Protocol.Envelopes;

/// <summary>Reads envelopes: one pass, pooled memory, duplicate keys refused at every depth (agent-protocol.md, section 3).</summary>
public static class EnvelopeReader
{
    // System.Text.Json lets the last of two equal keys win by default: two readers could then see two different messages.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = ProtocolLimits.JsonDepth };

    /// <summary>Reads one message. The memory must stay unchanged until the envelope is disposed.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out Envelope envelope, [NotNullWhen(false)] out EnvelopeFault? fault)
    {
        envelope = default;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException)
        {
            fault = EnvelopeFault.BrokenJson;
            return false;
        }
        try
        {
            fault = Shape(document, out envelope);
        }
        catch (InvalidOperationException)
        {
            // A string holds bytes that are not UTF-8, or half a surrogate pair: the parser sees it only when it is asked for.
            fault = EnvelopeFault.BrokenJson;
        }
        if (fault is not null)
            document.Dispose();
        return fault is null;
    }

    /// <summary>Gives a payload its shape; <see langword="null"/> and a fault where a required member is missing or mistyped.</summary>
    public static T? Payload<T>(in Envelope envelope, JsonTypeInfo<T> type, out EnvelopeFault? fault) where T : class
    {
        fault = null;
        try
        {
            if (envelope.Payload.Deserialize(type) is { } payload)
                return payload;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Falls through: the caller closes the socket, the details of the parser are not the peer's business.
        }
        fault = EnvelopeFault.Missing("payload", envelope.Id);
        return null;
    }

    private static EnvelopeFault? Shape(JsonDocument document, out Envelope envelope)
    {
        envelope = default;
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return EnvelopeFault.BrokenJson;
        var id = Text(root, "id"u8);
        if (!root.TryGetProperty("v"u8, out var v))
            return EnvelopeFault.Missing("v", id);
        if (v.ValueKind != JsonValueKind.Number || !v.TryGetInt32(out var version) || version != ProtocolLimits.Version)
            return EnvelopeFault.WrongVersion(id);
        if (string.IsNullOrEmpty(id) || id.Length > 64)
            return EnvelopeFault.Missing("id", null);
        if (!root.TryGetProperty("ts"u8, out var ts) || ts.ValueKind != JsonValueKind.Number || !ts.TryGetInt64(out var at))
            return EnvelopeFault.Missing("ts", id);
        if (!root.TryGetProperty("type"u8, out var kind) || Name(kind) is not { } type)
            return EnvelopeFault.Missing("type", id);
        if (!root.TryGetProperty("payload"u8, out var payload))
            return EnvelopeFault.Missing("payload", id);
        envelope = new Envelope(document, id, at, type, Text(root, "ref"u8), payload);
        return null;
    }

    private static string? Text(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The known names cost no allocation: a heartbeat is read 333 times a second with 10,000 agents.
    private static string? Name(JsonElement type) => type.ValueKind != JsonValueKind.String ? null
        : type.ValueEquals("heartbeat"u8) ? MessageType.Heartbeat
        : type.ValueEquals("log"u8) ? MessageType.Log
        : type.GetString() is { Length: > 0 and <= 64 } name ? name : null;
}
