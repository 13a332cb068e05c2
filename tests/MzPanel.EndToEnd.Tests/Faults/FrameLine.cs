using System.Net.WebSockets;
using System.Text.Json;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>One direction of a proxied connection.</summary>
internal sealed class FrameLine(WebSocket from, WebSocket to, FrameFaults faults)
{
    private readonly byte[] buffer = new byte[80 * 1024];
    private byte[]? held;
    private int hurt;

    public static int Hurt(IEnumerable<FrameLine> lines) => lines.Sum(l => l.hurt);

    public async Task RunAsync(CancellationToken over)
    {
        try
        {
            var reading = ReadAsync(over);
            while (true)
            {
                // A frame that waits to change places with the next one does not wait for ever.
                if (held is not null && await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, over)) != reading)
                    await ReleaseAsync(over);
                if (await reading is not { } frame)
                    return;
                await PassAsync(frame, over);
                reading = ReadAsync(over);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end is gone: both ends are closed by whoever runs the lines.
        }
    }

    private async Task PassAsync(byte[] frame, CancellationToken over)
    {
        var fate = faults.Next(TypeOf(frame));
        hurt += fate == FrameFate.Pass ? 0 : 1;
        if (fate == FrameFate.Swap && held is null)
        {
            held = frame;
            return;
        }
        if (fate == FrameFate.Delay)
            await Task.Delay(faults.Delay(), TimeProvider.System, over);
        for (var times = fate == FrameFate.Drop ? 0 : fate == FrameFate.Duplicate ? 2 : 1; times > 0; times--)
            await to.SendAsync(frame, WebSocketMessageType.Text, true, over);
        await ReleaseAsync(over);
    }

    private async Task ReleaseAsync(CancellationToken over)
    {
        var frame = held;
        held = null;
        if (frame is not null)
            await to.SendAsync(frame, WebSocketMessageType.Text, true, over);
    }

    private async Task<byte[]?> ReadAsync(CancellationToken over)
    {
        var length = 0;
        while (true)
        {
            var part = await from.ReceiveAsync(buffer.AsMemory(length), over);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await to.CloseOutputAsync(from.CloseStatus ?? WebSocketCloseStatus.NormalClosure, from.CloseStatusDescription, over);
                return null;
            }
            length += part.Count;
            if (part.EndOfMessage)
                return buffer.AsSpan(0, length).ToArray();
        }
    }

    private static string TypeOf(byte[] frame)
    {
        using var document = JsonDocument.Parse(frame);
        return document.RootElement.GetProperty("type").GetString() ?? "";
    }
}
