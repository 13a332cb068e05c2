using MzPanel.Grains;
using MzPanel.Grains.Servers;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Logs;

namespace MzPanel.Simulation.Tests.Links;

/// <summary>Frames that the socket sends by itself.</summary>
internal static class Frames
{
    private static readonly Ack Nothing = new();

    public static byte[] Welcome(string serverId, string helloId, AttachReply reply, DeliveryOptions options, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var welcome = new Welcome
        {
            ServerId = serverId,
            Epoch = reply.Epoch,
            HeartbeatS = options.HeartbeatSeconds,
            License = "",
            Keys = "",
            Limits = new WelcomeLimits { MessageBytes = ProtocolLimits.MessageBytes, LogWindowBytes = ProtocolLimits.LogWindowBytes },
            Resume = [.. reply.Resume.Select(r => new Resume { Ref = r.CommandId, AckedSeq = r.AckedSeq, Verdict = r.Verdict })],
            ServerTime = now,
        };
        return EnvelopeWriter.Write(Guid.NewGuid().ToString(), now, MessageType.Welcome, helloId, welcome, ProtocolJson.Default.Welcome);
    }

    public static byte[] Ack(string of, long now) =>
        EnvelopeWriter.Write(Guid.NewGuid().ToString(), now, MessageType.Ack, of, Nothing, ProtocolJson.Default.Ack);

    public static byte[] LogAck(string commandId, long seq, long now) =>
        EnvelopeWriter.Write(Guid.NewGuid().ToString(), now, MessageType.LogAck, commandId, new LogAck { AckedSeq = seq }, ProtocolJson.Default.LogAck);
}
