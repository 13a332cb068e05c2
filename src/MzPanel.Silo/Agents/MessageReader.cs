using System.Buffers;
using System.Net.WebSockets;
using MzPanel.Protocol;

namespace MzPanel.Silo.Agents;

/// <summary>A message in pooled memory; dispose it when it is handled.</summary>
internal readonly record struct Message(byte[] Buffer, int Length) : IDisposable
{
    public ReadOnlyMemory<byte> Text => Buffer.AsMemory(0, Length);

    public void Dispose()
    {
        if (Buffer is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(Buffer);
    }
}

internal enum ReadVerdict
{
    Text,
    Binary,
    TooBig,
    Closed,
}

/// <summary>Puts fragments together, up to the largest message of the protocol.</summary>
internal static class MessageReader
{
    private const int FirstBytes = 4096;
    private const int MostBytes = ProtocolLimits.MessageBytes + 1;

    public static async ValueTask<(ReadVerdict Verdict, Message Message)> ReadAsync(WebSocket socket)
    {
        // A read of nothing waits without a buffer: an idle connection rents none (performance.md, 4.3 KB less each).
        var part = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (part.MessageType != WebSocketMessageType.Text)
            return (part.MessageType == WebSocketMessageType.Close ? ReadVerdict.Closed : ReadVerdict.Binary, default);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        var length = 0;
        while (!part.EndOfMessage && length < MostBytes)
        {
            if (length == buffer.Length)
                buffer = Grow(buffer);
            part = await socket.ReceiveAsync(buffer.AsMemory(length..Math.Min(buffer.Length, MostBytes)), CancellationToken.None);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
                return (ReadVerdict.Closed, new Message(buffer, length));
        }
        return (length < MostBytes ? ReadVerdict.Text : ReadVerdict.TooBig, new Message(buffer, length));
    }

    /// <summary>Reads on until the peer's close, which would not be seen behind what it still sends.</summary>
    public static async ValueTask DiscardAsync(WebSocket socket)
    {
        var scrap = ArrayPool<byte>.Shared.Rent(FirstBytes);
        try
        {
            while ((await socket.ReceiveAsync(scrap.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 4, MostBytes));
        buffer.CopyTo(larger.AsSpan());
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
