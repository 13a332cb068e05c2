using MzPanel.Grains.Agents;
using MzPanel.Protocol;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Grains.Servers;

/// <summary>The socket of a server as its grain holds it: where it is, under which epoch, and whether it was welcomed.</summary>
internal sealed class ServerLink(
    string workspaceId, string connectionId, IAgentGateway gateway, SiloAddress home, long epoch, ILinkSource beside, TimeProvider time)
{
    private const int CancelGraceS = 10;

    public string ConnectionId => connectionId;

    public IAgentGateway Gateway => gateway;

    public SiloAddress Home => home;

    public long Epoch => epoch;

    /// <summary>Nothing but the welcome may be sent before the welcome.</summary>
    public bool Welcomed { get; set; }

    /// <summary>Latest heartbeat where the socket is on this silo.</summary>
    public LocalLink Mailbox { get; } = new(workspaceId, epoch);

    public Task Send(byte[] frame) => beside.TrySend(connectionId, frame) ? Task.CompletedTask : gateway.Send(connectionId, frame);

    public Task Close(int code, string reason) => gateway.Close(connectionId, code, reason);

    public Task Cancel(string commandId) => Send(EnvelopeWriter.Write(
        Guid.NewGuid().ToString(), Now, MessageType.Cancel, commandId, new CancelCommand { GraceS = CancelGraceS }, ProtocolJson.Default.CancelCommand));

    public Task AckLog(string commandId, long seq) => Send(EnvelopeWriter.Write(
        Guid.NewGuid().ToString(), Now, MessageType.LogAck, commandId, new LogAck { AckedSeq = seq }, ProtocolJson.Default.LogAck));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
