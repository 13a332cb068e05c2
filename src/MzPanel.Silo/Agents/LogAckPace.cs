namespace MzPanel.Silo.Agents;

/// <summary>When a <c>log_ack</c> leaves: cumulative, at most each 250 ms or 256 KiB (delivery.md, "Logs"). Pure; times in ms of a clock that nobody sets.</summary>
internal sealed class LogAckPace
{
    public const long BetweenMs = 250;
    public const int BetweenBytes = 256 * 1024;

    private long durable;
    private long sent;
    private long sentAt = long.MinValue / 2;
    private int bytes;

    /// <summary>When the owed acknowledgement is due; <see langword="null"/> where none is owed.</summary>
    public long? DueAt => durable > sent ? sentAt + BetweenMs : null;

    /// <summary>Lines up to this one are durable.</summary>
    public void Durable(long seq, int size)
    {
        durable = Math.Max(durable, seq);
        bytes += size;
    }

    /// <summary>The line to acknowledge now, if any; it counts as sent.</summary>
    public long? Take(long now)
    {
        if (durable <= sent || (now - sentAt < BetweenMs && bytes < BetweenBytes))
            return null;
        (sent, sentAt, bytes) = (durable, now, 0);
        return durable;
    }
}
