namespace MzPanel.Agent.Logs;

/// <summary>Reads a command's spool from a line on, while the worker writes it and old segments go away beneath.</summary>
internal sealed class SpoolReader(string directory, long fromSeq) : IDisposable
{
    private const int ReadBytes = 64 * 1024;
    private FileStream? segment;
    private long segmentFirst;
    private long scanSeq;
    private long offset;
    private readonly byte[] buffer = new byte[ReadBytes];

    /// <summary>The next line to be read.</summary>
    public long NextSeq { get; private set; } = fromSeq;

    /// <summary>
    /// Reads lines into the batch until it is full or nothing more is there. Lines that no longer exist are a gap in a batch of
    /// its own. <paramref name="lastSeq"/> is the command's last line once that is known.
    /// </summary>
    public void Fill(SpoolBatch batch, long? lastSeq)
    {
        while (!batch.IsFull)
        {
            if (segment is null && !OpenNext(batch))
                break;
            if (segment is null || ReadLines(batch))
                return;
            if (!MoveOn())
                break;
        }
        if (lastSeq is { } last && NextSeq <= last && !batch.IsFull)
            Skip(batch, last + 1);
    }

    public void Dispose() => segment?.Dispose();

    // True when the batch can take no more; false at the end of what the segment holds.
    private bool ReadLines(SpoolBatch batch)
    {
        while (true)
        {
            var read = RandomAccess.Read(segment!.SafeFileHandle, buffer, offset);
            var used = 0;
            while (SpoolLine.TryRead(buffer.AsSpan(used, read - used), scanSeq, out var line))
            {
                if (line.Seq >= NextSeq)
                {
                    if (!batch.TryAdd(line))
                        return true;
                    NextSeq = line.Seq + 1;
                }
                scanSeq = line.Seq + 1;
                used += line.Bytes;
                offset += line.Bytes;
            }
            if (used == 0)
                return false;
        }
    }

    // A newer segment means that this one is complete; its end is read once more, because it may have grown before the look.
    private bool MoveOn()
    {
        var next = SpoolSegment.List(directory).FirstOrDefault(s => s.First > segmentFirst);
        if (next is null || Grown())
            return next is not null;
        segment!.Dispose();
        segment = null;
        return true;
    }

    private bool Grown() => RandomAccess.GetLength(segment!.SafeFileHandle) > offset
        && SpoolLine.TryRead(buffer.AsSpan(0, RandomAccess.Read(segment.SafeFileHandle, buffer, offset)), scanSeq, out _);

    // False where there is nothing to read yet.
    private bool OpenNext(SpoolBatch batch)
    {
        var segments = SpoolSegment.List(directory);
        var next = segments.LastOrDefault(s => s.First <= NextSeq && s.First > segmentFirst) ?? segments.FirstOrDefault(s => s.First > NextSeq);
        if (next is null)
            return false;
        if (next.First > NextSeq)
        {
            Skip(batch, next.First);
            return false;
        }
        return TryOpen(next);
    }

    private bool TryOpen(SpoolSegment next)
    {
        try
        {
            segment = new FileStream(next.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        (segmentFirst, scanSeq, offset) = (next.First, next.First, 0);
        return true;
    }

    private void Skip(SpoolBatch batch, long to)
    {
        if (batch.TryGap(NextSeq, to - NextSeq))
            NextSeq = to;
    }
}
