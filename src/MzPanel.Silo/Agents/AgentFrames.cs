using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.License;
using MzPanel.Protocol.Logs;

namespace MzPanel.Silo.Agents;

/// <summary>The small frames that a socket sends by itself.</summary>
internal static class AgentFrames
{
    private static readonly Ack Nothing = new();

    public static byte[] Ack(string of, long now) => EnvelopeWriter.Write(NewId(), now, MessageType.Ack, of, Nothing, ProtocolJson.Default.Ack);

    public static byte[] LogAck(string commandId, long seq, long now) =>
        EnvelopeWriter.Write(NewId(), now, MessageType.LogAck, commandId, new LogAck { AckedSeq = seq }, ProtocolJson.Default.LogAck);

    public static byte[] Error(string? of, string code, string message, long now) =>
        EnvelopeWriter.Write(NewId(), now, MessageType.Error, of, new ErrorNotice { Code = code, Message = message }, ProtocolJson.Default.ErrorNotice);

    public static byte[] GoAway(long reconnectAfterMs, string reason, long now) => EnvelopeWriter.Write(
        NewId(), now, MessageType.GoAway, null, new GoAway { ReconnectAfterMs = reconnectAfterMs, Reason = reason }, ProtocolJson.Default.GoAway);

    public static byte[] Keys(string jws, long now) =>
        EnvelopeWriter.Write(NewId(), now, MessageType.Keys, null, new KeysNotice { Jws = jws }, ProtocolJson.Default.KeysNotice);

    private static string NewId() => Guid.NewGuid().ToString();
}
