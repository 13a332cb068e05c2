using System.Net.WebSockets;
using MzPanel.Protocol;
using MzPanel.Protocol.Agents;

namespace MzPanel.Agent.Link;

/// <summary>One message as it came, or why nothing more will.</summary>
/// <param name="Bytes">A whole text message; good until the next read.</param>
/// <param name="CloseCode">What the peer closed with.</param>
/// <param name="Violation">What this end has to close with.</param>
internal readonly record struct Received(ReadOnlyMemory<byte> Bytes, int? CloseCode = null, int? Violation = null);

/// <summary>Reads whole messages within their bound.</summary>
internal sealed class Inbox(WebSocket socket)
{
    private const int NoStatus = 1005;

    // One byte more than allowed: a message that fills it is too big.
    private readonly byte[] buffer = new byte[ProtocolLimits.MessageBytes + 1];

    public async Task<Received> ReadAsync(CancellationToken stopped)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), stopped);
            if (part.MessageType == WebSocketMessageType.Close)
                return new Received(default, CloseCode: (int?)socket.CloseStatus ?? NoStatus);
            if (part.MessageType == WebSocketMessageType.Binary)
                return new Received(default, Violation: CloseCode.BinaryFrame);
            length += part.Count;
            if (length > ProtocolLimits.MessageBytes)
                return new Received(default, Violation: CloseCode.TooBig);
            if (part.EndOfMessage)
                return new Received(buffer.AsMemory(0, length));
        }
    }
}
