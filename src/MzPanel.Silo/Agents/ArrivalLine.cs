namespace MzPanel.Silo.Agents;

/// <summary>
/// How many agents are welcomed at once. The others wait in line, first come, first served: a silo that works on thousands of
/// hellos at the same time finishes none before its agent gives up, and keeps everybody else waiting too.
/// </summary>
internal sealed class ArrivalLine(TimeProvider time) : IDisposable
{
    /// <summary>Worked on at once: enough to keep many cores and the database busy.</summary>
    public const int AtOnce = 64;

    /// <summary>In line before the door stays shut.</summary>
    public const int InLine = 64;

    // Below what an agent waits for its welcome.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim places = new(AtOnce);
    private int waiting;

    /// <summary>Nobody should join: who comes now had better come again later.</summary>
    public bool IsLong => Volatile.Read(ref waiting) >= InLine;

    /// <summary>Waits for a turn, which ends when it is disposed.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task<IDisposable> TurnAsync()
    {
        using var limit = new CancellationTokenSource(Patience, time);
        Interlocked.Increment(ref waiting);
        try
        {
            await places.WaitAsync(limit.Token);
            return new Turn(places);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("Too many agents come at once.");
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose() => places.Dispose();

    private sealed class Turn(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? places = places;

        public void Dispose() => Interlocked.Exchange(ref places, null)?.Release();
    }
}
