namespace MzPanel.Data.Storage;

/// <summary>First in, first out, bounded in count and in bytes; who finds it full waits in line.</summary>
internal sealed class WriteQueue(int maxCount, long maxBytes, Action wake)
{
    private readonly Lock gate = new();
    private readonly Queue<PendingWrite> queued = new();
    private readonly LinkedList<Waiter> line = new();
    private long bytes;
    private bool closed;

    public int Count
    {
        get
        {
            lock (gate)
                return queued.Count;
        }
    }

    /// <summary>Returns when the write has a place.</summary>
    public Task EnqueueAsync(PendingWrite write, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(Database));
            if (line.Count == 0 && Fits(write))
            {
                Add(write);
                return Task.CompletedTask;
            }
            waiter = new Waiter(write);
            line.AddLast(waiter);
        }
        return WaitAsync(waiter, ct);
    }

    /// <summary>Moves writes into a group until the next one would exceed a limit; at least one where any is queued and there is room.</summary>
    public void Take(List<PendingWrite> group, int most, long mostBytes)
    {
        lock (gate)
        {
            var taken = 0L;
            while (group.Count < most && queued.TryPeek(out var next))
            {
                if (next is PendingWork && group.Count > 0 || taken > 0 && taken + next.Bytes > mostBytes)
                    break;
                queued.Dequeue();
                bytes -= next.Bytes;
                StorageMeters.Left();
                taken += next.Bytes;
                if (next.TryStart())
                    group.Add(next);
                if (next is PendingWork && group.Count > 0)
                    break;
            }
            Admit();
        }
    }

    /// <summary>Nothing comes in any more; what is queued is still taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            foreach (var waiter in line)
                waiter.Place.TrySetException(new ObjectDisposedException(nameof(Database)));
            line.Clear();
        }
    }

    private bool Fits(PendingWrite write) => queued.Count == 0 || queued.Count < maxCount && bytes + write.Bytes <= maxBytes;

    private void Add(PendingWrite write)
    {
        queued.Enqueue(write);
        StorageMeters.Queued();
        bytes += write.Bytes;
        wake();
    }

    private void Admit()
    {
        while (line.First is { Value: var first } && Fits(first.Write))
        {
            line.RemoveFirst();
            Add(first.Write);
            first.Place.TrySetResult();
        }
    }

    private async Task WaitAsync(Waiter waiter, CancellationToken ct)
    {
        try
        {
            await waiter.Place.Task.WaitAsync(WriteLimits.Patience, WriteLimits.Clock, ct);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // One that got its place meanwhile is carried out, and its outcome is awaited.
            if (!Leave(waiter))
                return;
            if (e is TimeoutException)
                throw new StorageException(StorageFault.Unavailable, "The records are too slow.", e);
            throw;
        }
    }

    private bool Leave(Waiter waiter)
    {
        lock (gate)
        {
            var left = line.Remove(waiter);
            Admit();
            return left;
        }
    }

    private sealed class Waiter(PendingWrite write)
    {
        public PendingWrite Write => write;

        public TaskCompletionSource Place { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
