using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace MzPanel.Bench.Beside;

/// <summary>An agent that sends heartbeats for next to nothing: its frame is made once, and only the message's id changes.</summary>
internal sealed class BeatAgent : IBeater
{
    private const int CountedDigits = 12;
    private const int HeadBytes = 512;
    private const string Id = "00000000-0000-4000-8000-";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim answered = new(0);
    private readonly TaskCompletionSource welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] beat = Envelope("heartbeat", HeartbeatCase.Payload);
    private readonly int counted;
    private Task reading = Task.CompletedTask;
    private long beats;

    private BeatAgent() => counted = beat.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Id)) + Id.Length;

    /// <summary>Length of a heartbeat with its envelope.</summary>
    public static int FrameBytes => Envelope("heartbeat", HeartbeatCase.Payload).Length;

    public static async Task<BeatAgent> ConnectAsync(Uri server, string token)
    {
        var agent = new BeatAgent();
        agent.socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        agent.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await agent.socket.ConnectAsync(new Uri($"ws://{server.Authority}/v1/agent"), agent.stop.Token);
        agent.reading = agent.ReadAsync();
        await agent.SendAsync(Envelope("hello", """{"hostname":"sim","journal_id":"j","jobs":[],"features":["journal","log_ack","cancel"]}"""));
        await agent.welcomed.Task.WaitAsync(Limit);
        return agent;
    }

    public ValueTask BeatAsync()
    {
        Utf8Formatter.TryFormat(++beats, beat.AsSpan(counted), out _, new('D', CountedDigits));
        return SendAsync(beat);
    }

    /// <summary>A type that nobody knows is answered, and in its turn.</summary>
    public async Task ReadUpAsync()
    {
        await SendAsync(Envelope("nothing", "{}"));
        if (!await answered.WaitAsync(Limit))
            throw new TimeoutException("Nobody answered.");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Abort();
        await reading;
        socket.Dispose();
        answered.Dispose();
        stop.Dispose();
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> frame) => socket.SendAsync(frame, WebSocketMessageType.Text, true, stop.Token);

    private async Task ReadAsync()
    {
        // The type stands near the beginning; what is behind these bytes is read over.
        var (head, rest) = (new byte[HeadBytes], new byte[HeadBytes]);
        try
        {
            while (socket.CloseStatus is null)
            {
                var part = await socket.ReceiveAsync(head.AsMemory(), stop.Token);
                var length = part.Count;
                while (!part.EndOfMessage)
                    part = await socket.ReceiveAsync(rest.AsMemory(), stop.Token);
                if (head.AsSpan(0, length).IndexOf("\"type\":\"error\""u8) >= 0)
                    answered.Release();
                else
                    welcomed.TrySetResult();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The way an agent of a bench ends.
        }
        welcomed.TrySetException(new InvalidOperationException($"closed {socket.CloseStatus}"));
    }

    private static byte[] Envelope(string type, string payload) => Encoding.UTF8.GetBytes(
        $"{{\"v\":1,\"id\":\"{Id}{new string('0', CountedDigits)}\",\"ts\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()},\"type\":\"{type}\",\"payload\":{payload}}}");
}
