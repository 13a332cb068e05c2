namespace MzPanel.Agent.Processes;

/// <summary>An end to work that may hang, without taking it for one that somebody asked to stop.</summary>
internal static class TimeLimit
{
    /// <summary>Throws <see cref="TimeoutException"/> where it takes longer; the work's own cancellation ends its programs.</summary>
    public static async Task<T> WithinAsync<T>(this TimeProvider time, TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancelled)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancelled);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException e) when (!cancelled.IsCancellationRequested)
        {
            throw new TimeoutException($"It took longer than {limit}.", e);
        }
    }
}
