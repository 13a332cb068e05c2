using System.Threading.Channels;

namespace MzPanel.Silo.Live;

/// <summary>Wakes one waiter; to set it twice is to set it once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => wake.Writer.TryWrite(true);

    /// <summary>Waits until it is set, for the time to be over, or for the end.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            await wake.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }
}

/// <summary>Wakes all waiters at once.</summary>
internal sealed class Pulse
{
    private volatile TaskCompletionSource next = Fresh();

    /// <summary>Completes with the next beat.</summary>
    public Task Next => next.Task;

    public void Beat() => Interlocked.Exchange(ref next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
