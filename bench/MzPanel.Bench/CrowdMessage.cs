using System.Net.WebSockets;

namespace MzPanel.Bench;

/// <summary>Whole messages of a link, in a buffer that starts small, as there are thousands.</summary>
internal sealed class CrowdMessage(WebSocket web)
{
    private const int Largest = 256 * 1024;
    private byte[] bytes = new byte[1024];

    /// <summary>The next message; empty where the other end closed. It stands until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken stop)
    {
        for (var length = 0; ;)
        {
            if (length == bytes.Length)
                Array.Resize(ref bytes, Math.Min(2 * length, Largest));
            var read = await web.ReceiveAsync(bytes.AsMemory(length), stop);
            length += read.Count;
            if (read.EndOfMessage)
                return bytes.AsMemory(0, length);
            if (length == Largest)
                throw new IOException("a message of more than 256 KiB");
        }
    }
}
