namespace MzPanel.Silo.Logs;

/// <summary>
/// Where one reader of a command's log stands. Pieces come from the records and from the stream, doubled, late or not at all;
/// what passes here is every line once and in order.
/// </summary>
internal sealed class LogCursor(long after)
{
    /// <summary>Number of the last line given out.</summary>
    public long After { get; private set; } = after;

    /// <summary>
    /// First line of the piece that is new, having moved behind its last; <see langword="null"/> where the piece is known, or its
    /// predecessor did not come.
    /// </summary>
    public long? Take(long first, long count)
    {
        var last = first + count - 1;
        if (last <= After || first > After + 1)
            return null;
        var from = After + 1;
        After = last;
        return from;
    }
}
