using System.Text.Json.Serialization.Metadata;
using MzPanel.Protocol.Envelopes;

namespace MzPanel.Protocol.Tests.Envelopes;

/// <summary>One message type with its typed payload: what a test needs to read it and to write it again.</summary>
internal sealed record MessageShape(string Type, JsonTypeInfo Info, MessageShape.Pass Rewrite)
{
    private static readonly ProtocolJson Json = ProtocolJson.Default;

    /// <summary>Shapes the payload and writes the envelope again; <see langword="null"/> and a fault where it does not fit.</summary>
    internal delegate byte[]? Pass(in Envelope envelope, out EnvelopeFault? fault);

    public static IReadOnlyDictionary<string, MessageShape> All { get; } = new[]
    {
        Of(MessageType.Hello, Json.Hello),
        Of(MessageType.Heartbeat, Json.Heartbeat),
        Of(MessageType.CmdAck, Json.CmdAck),
        Of(MessageType.Log, Json.LogBatch),
        Of(MessageType.JobDone, Json.JobDone),
        Of(MessageType.Event, Json.AgentEvent),
        Of(MessageType.Ack, Json.Ack),
        Of(MessageType.Welcome, Json.Welcome),
        Of(MessageType.Cmd, Json.Cmd),
        Of(MessageType.Cancel, Json.CancelCommand),
        Of(MessageType.LogAck, Json.LogAck),
        Of(MessageType.GoAway, Json.GoAway),
        Of(MessageType.TokenRotate, Json.TokenRotate),
        Of(MessageType.Keys, Json.KeysNotice),
        Of(MessageType.Error, Json.ErrorNotice),
    }.ToDictionary(s => s.Type);

    private static MessageShape Of<T>(string type, JsonTypeInfo<T> info) where T : class => new(type, info, (in envelope, out fault) =>
        EnvelopeReader.Payload(envelope, info, out fault) is { } payload
            ? EnvelopeWriter.Write(envelope.Id, envelope.Ts, envelope.Type, envelope.Ref, payload, info)
            : null);
}
