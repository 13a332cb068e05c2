using MzPanel.Agent.Jobs;

namespace MzPanel.Agent.Logs;

/// <summary>How far one command's lines have been sent and acknowledged on this connection.</summary>
internal sealed class LogCursor(LogOwner owner, string directory, long acked) : IDisposable
{
    private readonly SpoolReader reader = new(directory, acked + 1);
    private readonly Queue<(long Last, int Bytes)> flight = [];
    private SpoolBatch? pending;

    public LogOwner Owner { get; private set; } = owner;

    public long Acked { get; private set; } = acked;

    // There may be lines that have not been read yet.
    private bool stirred = true;

    /// <summary>When the next batch may leave that is not full.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>Every line is acknowledged, and the command has ended.</summary>
    public bool Settled => Owner.LastSeq is { } last && Acked >= last;

    /// <summary>There may be new lines, or the command has ended.</summary>
    public void Stir(LogOwner now) => (Owner, stirred) = (now, true);

    /// <summary>What would be sent next, or <see langword="null"/>.</summary>
    public SpoolBatch? Peek(Func<SpoolBatch> empty)
    {
        if (pending is not { IsFull: true } && stirred)
        {
            pending ??= empty();
            reader.Fill(pending, Owner.LastSeq);
            stirred = pending.IsFull;
        }
        return pending is { IsEmpty: false } ? pending : null;
    }

    /// <summary>The batch is on its way.</summary>
    public void Sent(SpoolBatch batch)
    {
        flight.Enqueue((batch.Last, batch.Bytes));
        pending = null;
    }

    /// <summary>Counts an acknowledgement in; the bytes that are no longer in flight.</summary>
    public int Acknowledge(long seq)
    {
        Acked = Math.Max(Acked, seq);
        var freed = 0;
        while (flight.TryPeek(out var sent) && sent.Last <= Acked)
            freed += flight.Dequeue().Bytes;
        return freed;
    }

    /// <summary>Deletes segments of which every line is acknowledged; the last one stays, it carries the number.</summary>
    public void Trim()
    {
        var segments = SpoolSegment.List(directory);
        for (var i = 0; i + 1 < segments.Count && segments[i + 1].First <= Acked + 1; i++)
            segments[i].Delete();
    }

    /// <summary>Tells a command that wants to know how far its lines are acknowledged.</summary>
    public void Note()
    {
        try
        {
            new AckNote(directory).Tell(Acked);
        }
        catch (IOException)
        {
            // The disk is full: to the command it is as if nobody had heard it.
        }
    }

    public void Dispose() => reader.Dispose();
}
