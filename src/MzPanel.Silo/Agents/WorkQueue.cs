namespace MzPanel.Silo.Agents;

/// <summary>
/// First in, first out, bounded in bytes, one at a time. Works itself off while it holds something and keeps no task or buffer
/// standing by when it is empty: nearly all agents are idle nearly all the time. The work must answer for its own faults.
/// </summary>
internal sealed class WorkQueue<T>(int maxBytes, Func<T, ValueTask> work)
{
    private readonly Lock gate = new();
    private Queue<(T Item, int Bytes)>? waiting;
    private TaskCompletionSource? idle;
    private int bytes;
    private bool busy;

    /// <summary>Completes when nothing waits and nothing is being worked on.</summary>
    public Task WhenIdle()
    {
        lock (gate)
            return busy ? (idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
    }

    /// <summary>Puts an item in; <see langword="false"/> where it does not fit.</summary>
    public bool TryAdd(T item, int size)
    {
        lock (gate)
        {
            if (bytes + size > maxBytes)
                return false;
            bytes += size;
            (waiting ??= new()).Enqueue((item, size));
            if (busy)
                return true;
            busy = true;
        }
        _ = WorkOffAsync();
        return true;
    }

    /// <summary>Forgets what waits; what is being worked on goes on.</summary>
    public void Clear()
    {
        lock (gate)
        {
            while (waiting?.TryDequeue(out var entry) == true)
                bytes -= entry.Bytes;
        }
    }

    private async Task WorkOffAsync()
    {
        while (Take(out var entry))
        {
            // Who puts an item in may be a grain: its scheduler must not be what the rest waits for.
            await work(entry.Item).ConfigureAwait(false);
            lock (gate)
                bytes -= entry.Bytes;
        }
    }

    private bool Take(out (T Item, int Bytes) entry)
    {
        lock (gate)
        {
            busy = waiting!.TryDequeue(out entry);
            if (!busy)
            {
                idle?.SetResult();
                idle = null;
            }
            return busy;
        }
    }
}
