using System.Threading.Channels;

namespace MzPanel.Agent.Link;

/// <summary>Wakes one waiting loop; several rings before it looks are one.</summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Channel<bool> rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => rings.Writer.TryWrite(true);

    /// <summary>Waits for a ring, at most that long.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken stopped)
    {
        using var limit = new CancellationTokenSource(most, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopped);
        try
        {
            await rings.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            // Nobody rang.
        }
    }
}
