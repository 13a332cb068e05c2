using System.Text.Json;

namespace MzPanel.Protocol.Envelopes;

/// <summary>
/// One message as it came off the wire (agent-protocol.md, section 3). Owns pooled memory: dispose it when the payload has
/// been read; <see cref="Payload"/> is dead after that.
/// </summary>
public readonly struct Envelope : IDisposable
{
    private readonly JsonDocument document;

    internal Envelope(JsonDocument document, string id, long ts, string type, string? @ref, JsonElement payload)
    {
        this.document = document;
        (Id, Ts, Type, Ref, Payload) = (id, ts, type, @ref, payload);
    }

    /// <summary>Message id; of a <c>cmd</c> it is the command id.</summary>
    public string Id { get; }

    /// <summary>Sender's clock, unix ms.</summary>
    public long Ts { get; }

    /// <summary>One of <see cref="MessageType"/>, or a type of a newer peer.</summary>
    public string Type { get; }

    /// <summary>Id of the message this one is about.</summary>
    public string? Ref { get; }

    /// <summary>The payload, not yet given a shape.</summary>
    public JsonElement Payload { get; }

    /// <inheritdoc />
    public void Dispose() => document?.Dispose();
}
