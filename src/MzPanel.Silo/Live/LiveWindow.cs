namespace MzPanel.Silo.Live;

/// <summary>
/// The latest changes of a workspace, within 1 MiB, shared by its viewers on this silo. A viewer that is too slow falls out of
/// it and reads the records: nobody waits for viewers, and none has a buffer of its own.
/// </summary>
internal sealed class LiveWindow(int maxBytes = 1024 * 1024)
{
    private readonly Lock gate = new();
    private readonly Queue<LiveItem> items = new();
    private long start;

    /// <summary>Number of the last change held, or before which it begins.</summary>
    public long Last { get; private set; }

    /// <summary>Bytes held.</summary>
    public int Bytes { get; private set; }

    /// <summary>Begins anew behind a place.</summary>
    public void Restart(long after)
    {
        lock (gate)
        {
            items.Clear();
            (start, Last, Bytes) = (after, after, 0);
        }
    }

    /// <summary>Adds what follows on <see cref="Last"/>.</summary>
    public void Add(IEnumerable<LiveItem> next)
    {
        lock (gate)
        {
            foreach (var item in next)
            {
                items.Enqueue(item);
                Bytes += item.Bytes;
                Last = item.Seq;
            }
            while (Bytes > maxBytes && items.TryDequeue(out var oldest))
            {
                Bytes -= oldest.Bytes;
                start = oldest.Seq;
            }
        }
    }

    /// <summary>The changes behind a place; <see langword="null"/> where it lies outside.</summary>
    public IReadOnlyList<LiveItem>? After(long place)
    {
        lock (gate)
        {
            return place < start || place > Last ? null : place == Last ? [] : [.. items.SkipWhile(item => item.Seq <= place)];
        }
    }
}
