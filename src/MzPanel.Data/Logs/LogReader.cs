using MzPanel.Protocol.Logs;

namespace MzPanel.Data.Logs;

/// <summary>Walks through the lines of a chunk without making a string of any.</summary>
public ref struct LogReader
{
    private int head;
    private long last;

    /// <summary>Stands before the first line; a gap has none.</summary>
    public LogReader(LogChunk chunk)
    {
        Seq = chunk.FirstSeq - 1;
        Rest = chunk.Bytes;
        if (!Rest.IsEmpty && Rest[0] != LogCodec.Format)
            throw new InvalidDataException("This is no log of this version.");
        Rest = Rest.IsEmpty ? Rest : Rest[1..];
    }

    /// <summary>Number of the line.</summary>
    public long Seq { get; private set; }

    /// <summary>Its text in UTF-8.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>When, unix ms.</summary>
    public readonly long At => last;

    /// <summary>Whether it came over standard error.</summary>
    public readonly bool IsStderr => (head & LogCodec.Stderr) != 0;

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public readonly string Stream => IsStderr ? LogLine.Stderr : LogLine.Stdout;

    /// <summary>The next line goes on where this one stops.</summary>
    public readonly bool Partial => (head & LogCodec.Partial) != 0;

    internal ReadOnlySpan<byte> Rest { get; private set; }

    /// <summary>Goes to the next line.</summary>
    public bool MoveNext()
    {
        if (Rest.IsEmpty)
            return false;
        var start = ReadVarint();
        var since = ReadVarint();
        var length = checked((int)(start >> LogCodec.LengthShift));
        head = (int)start & (LogCodec.Stderr | LogCodec.Partial);
        last += (long)(since >> 1) ^ -(long)(since & 1);
        Text = Rest[..length];
        Rest = Rest[length..];
        Seq++;
        return true;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        var shift = 0;
        var used = 0;
        byte next;
        do
        {
            next = Rest[used++];
            value |= (ulong)(next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        Rest = Rest[used..];
        return value;
    }
}
