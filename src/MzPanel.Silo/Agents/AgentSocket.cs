using System.Net.WebSockets;
using MzPanel.Protocol.Agents;

namespace MzPanel.Silo.Agents;

/// <summary>
/// One WebSocket: whole text messages in, a bounded queue out, one close. Reads and writes are independent of each other.
/// </summary>
internal sealed class AgentSocket
{
    /// <summary>Bytes that may wait for a slow reader; nothing of it is lost, it is in the records.</summary>
    public const int MaxQueued = 1024 * 1024;

    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly WebSocket socket;
    private readonly TimeProvider time;
    private readonly WorkQueue<byte[]> queue;
    private readonly TaskCompletionSource closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource readerEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int closedWith;
    private bool faulted;

    public AgentSocket(WebSocket socket, TimeProvider time)
    {
        (this.socket, this.time) = (socket, time);
        queue = new(MaxQueued, WriteAsync);
    }

    /// <summary>Completes when this end wants to close.</summary>
    public Task Closing => closing.Task;

    /// <summary>Code this end closed with, 0 while it did not.</summary>
    public int ClosedWith => closedWith;

    /// <summary>The next message, or <see langword="null"/> when the connection is over. Never throws for what a peer does.</summary>
    public async ValueTask<Message?> ReadAsync()
    {
        try
        {
            var (verdict, message) = await MessageReader.ReadAsync(socket);
            if (verdict is ReadVerdict.Binary)
                Close(CloseCode.BinaryFrame, "Text frames only.");
            if (verdict is ReadVerdict.TooBig)
                Close(CloseCode.TooBig, "The message is too big.");
            if (verdict is ReadVerdict.Text && closedWith == 0)
                return message;
            message.Dispose();
            if (verdict is not ReadVerdict.Closed)
                await MessageReader.DiscardAsync(socket);
        }
        catch (Exception e) when (IsGone(e))
        {
            // The peer vanished, or sent what is no WebSocket frame or no UTF-8, which the framework has answered with its code.
            faulted |= e is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted };
        }
        return null;
    }

    /// <summary>Queues a frame; a reader too slow for it is closed with 4408.</summary>
    public void Send(byte[] frame)
    {
        if (closedWith == 0 && !queue.TryAdd(frame, frame.Length))
            Close(CloseCode.TooSlow, "Too slow to read.");
    }

    /// <summary>Says goodbye after what is queued; the first code wins. Returns at once.</summary>
    public void Close(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref closedWith, code, 0) != 0)
            return;
        closing.SetResult();
        if (code == CloseCode.TooSlow)
            queue.Clear();
        _ = SayGoodbyeAsync(code, reason);
    }

    /// <summary>Nobody wants to read any more: answers the peer's close, or waits for the answer to ours.</summary>
    public async Task EndAsync()
    {
        Close((int)WebSocketCloseStatus.NormalClosure, "");
        // Leaving unread bytes behind would reset the connection, and the peer would never see the code.
        (await ReadAsync())?.Dispose();
        readerEnded.TrySetResult();
        await finished.Task;
    }

    private async Task SayGoodbyeAsync(int code, string reason)
    {
        try
        {
            await queue.WhenIdle().WaitAsync(Patience, time).ConfigureAwait(false);
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).WaitAsync(Patience, time).ConfigureAwait(false);
            await readerEnded.Task.WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (Exception e) when (IsGone(e))
        {
            // Nobody listens any more, or does not answer.
        }
        // An abort right behind the framework's own close would overtake it.
        if (faulted)
            await Task.Delay(Linger, time).ConfigureAwait(false);
        socket.Abort();
        finished.SetResult();
    }

    private async ValueTask WriteAsync(byte[] frame)
    {
        try
        {
            var sending = socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
            if (!sending.IsCompletedSuccessfully)
                await sending.AsTask().WaitAsync(Stall, time).ConfigureAwait(false);
        }
        catch (Exception e) when (IsGone(e))
        {
            // After a timeout half a frame is out: nothing sensible can follow it, not even a close.
            if (e is TimeoutException)
                Close(CloseCode.TooSlow, "Too slow to read.");
            queue.Clear();
            socket.Abort();
        }
    }

    private static bool IsGone(Exception e) =>
        e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or TimeoutException or InvalidOperationException;
}
