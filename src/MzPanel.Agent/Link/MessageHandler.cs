using System.Text.Json.Serialization.Metadata;
using MzPanel.Agent.License;
using MzPanel.Agent.Logs;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Enrollment;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Link;

/// <summary>Carries out what a welcomed connection brings; a fault ends the connection with 4400.</summary>
internal sealed class MessageHandler(LinkParts parts, IOutbox outbox, LogSender logs)
{
    /// <summary>What <c>goaway</c> said.</summary>
    public TimeSpan? ReconnectAfter { get; private set; }

    public EnvelopeFault? Handle(in Envelope message) => message.Type switch
    {
        MessageType.Cmd => With(message, ProtocolJson.Default.Cmd, (m, cmd) => parts.Desk.Offer(m.Id, cmd)),
        MessageType.Cancel => About(message, ProtocolJson.Default.CancelCommand, (@ref, cancel) => parts.Desk.Cancel(@ref, cancel.GraceS)),
        MessageType.LogAck => About(message, ProtocolJson.Default.LogAck, (@ref, ack) => logs.Ack(@ref, ack.AckedSeq)),
        MessageType.Ack => About(message, ProtocolJson.Default.Ack, (@ref, _) => parts.Book.Ack(@ref)),
        MessageType.GoAway => With(message, ProtocolJson.Default.GoAway, (_, away) => ReconnectAfter = Wait(away)),
        MessageType.TokenRotate => With(message, ProtocolJson.Default.TokenRotate, (m, rotate) => Rotate(m.Id, rotate)),
        MessageType.Keys => With(message, ProtocolJson.Default.KeysNotice, (_, keys) => Learn(keys)),
        MessageType.Error => With(message, ProtocolJson.Default.ErrorNotice, (m, error) => parts.Log.NotUnderstood(m.Ref, error.Code, error.Message)),
        MessageType.Welcome => null,
        _ => Unknown(message),
    };

    private static EnvelopeFault? With<T>(in Envelope message, JsonTypeInfo<T> shape, Action<Envelope, T> act) where T : class
    {
        if (EnvelopeReader.Payload(message, shape, out var fault) is { } payload)
            act(message, payload);
        return fault;
    }

    private static EnvelopeFault? About<T>(in Envelope message, JsonTypeInfo<T> shape, Action<string, T> act) where T : class =>
        message.Ref is null ? new EnvelopeFault("missing_member", "The member 'ref' is missing.", message.Id)
            : With(message, shape, (m, payload) => act(m.Ref!, payload));

    // What no TimeSpan can hold is as good as for ever; the back-off does not believe it anyway.
    private static TimeSpan Wait(GoAway away) => TimeSpan.FromMilliseconds(Math.Clamp(away.ReconnectAfterMs, 0, int.MaxValue));

    private void Rotate(string id, TokenRotate rotate)
    {
        if (AgentTokens.Take(parts.Config, rotate.AgentToken))
        {
            parts.Log.TokenRotated();
            outbox.Post(MessageType.Ack, id, new Ack(), ProtocolJson.Default.Ack);
        }
        else
            outbox.Post(MessageType.Error, id, new ErrorNotice { Code = "bad_token", Message = "This is no agent token, or one too many for one connection." }, ProtocolJson.Default.ErrorNotice);
    }

    private void Learn(KeysNotice keys)
    {
        if (!parts.Keys.Learn(keys.Jws))
            parts.Log.KeysIgnored();
    }

    private EnvelopeFault? Unknown(in Envelope message)
    {
        outbox.Post(MessageType.Error, message.Id,
            new ErrorNotice { Code = ErrorNotice.UnknownType, Message = "This agent does not know the type." }, ProtocolJson.Default.ErrorNotice);
        return null;
    }
}
