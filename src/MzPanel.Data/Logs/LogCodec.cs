using System.Buffers;
using System.Text;
using MzPanel.Protocol.Logs;

namespace MzPanel.Data.Logs;

/// <summary>One line of a log as the records hold it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">Text without its newline.</param>
/// <param name="At">When, unix ms.</param>
/// <param name="Partial">The next line goes on where this one stops.</param>
public readonly record struct StoredLine(long Seq, string Stream, string Text, long At, bool Partial);

/// <summary>
/// Lines as bytes: a format byte, then per line a varint of (UTF-8 length, partial, stderr), a zigzag varint of the time since
/// the line before, and the text byte for byte.
/// </summary>
public static class LogCodec
{
    internal const byte Format = 1;
    internal const int Stderr = 1;
    internal const int Partial = 2;
    internal const int LengthShift = 2;
    internal const int MostVarintBytes = 10;

    /// <summary>Encodes lines; one without a time gets <paramref name="now"/>.</summary>
    public static byte[] Encode(IReadOnlyList<LogLine> lines, long now)
    {
        var buffer = new ArrayBufferWriter<byte>(EstimatedBytes(lines));
        buffer.GetSpan(1)[0] = Format;
        buffer.Advance(1);
        var last = 0L;
        foreach (var line in lines)
        {
            var at = line.Ts ?? now;
            Write(buffer, line, at - last);
            last = at;
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The lines of a chunk; none of a gap.</summary>
    public static IEnumerable<StoredLine> Decode(LogChunk chunk) => Decode(chunk, chunk.FirstSeq - 1);

    /// <summary>The lines of a chunk behind a number.</summary>
    public static List<StoredLine> Decode(LogChunk chunk, long afterSeq)
    {
        var lines = new List<StoredLine>();
        for (var reader = new LogReader(chunk); reader.MoveNext();)
            if (reader.Seq > afterSeq)
                lines.Add(new StoredLine(reader.Seq, reader.Stream, Encoding.UTF8.GetString(reader.Text), reader.At, reader.Partial));
        return lines;
    }

    /// <summary>The part of a chunk behind a number; <see langword="null"/> where nothing is.</summary>
    public static LogChunk? After(LogChunk chunk, long afterSeq)
    {
        if (afterSeq < chunk.FirstSeq)
            return chunk;
        if (afterSeq >= chunk.LastSeq)
            return null;
        var count = chunk.LastSeq - afterSeq;
        return chunk.IsGap ? new LogChunk(afterSeq + 1, count, null) : new LogChunk(afterSeq + 1, count, Tail(chunk, afterSeq));
    }

    private static byte[] Tail(LogChunk chunk, long afterSeq)
    {
        var reader = new LogReader(chunk);
        while (reader.Seq < afterSeq)
            reader.MoveNext();
        var most = reader.Rest.Length;
        reader.MoveNext();
        var tail = new ArrayBufferWriter<byte>(most + MostVarintBytes + 1);
        tail.Write([Format]);
        // The first time of a chunk counts from zero, so the first line is written anew and the others are copied.
        WriteHead(tail, reader.Text.Length, reader.IsStderr, reader.Partial, reader.At);
        tail.Write(reader.Text);
        tail.Write(reader.Rest);
        return tail.WrittenSpan.ToArray();
    }

    private static int EstimatedBytes(IReadOnlyList<LogLine> lines)
    {
        const int PerLine = 8;
        var bytes = 1 + MostVarintBytes;
        foreach (var line in lines)
            bytes += line.Text.Length + PerLine;
        return bytes;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, LogLine line, long sinceLast)
    {
        var length = Encoding.UTF8.GetByteCount(line.Text);
        WriteHead(buffer, length, line.Stream == LogLine.Stderr, line.Partial == true, sinceLast);
        Encoding.UTF8.GetBytes(line.Text, buffer.GetSpan(length));
        buffer.Advance(length);
    }

    internal static void WriteHead(ArrayBufferWriter<byte> buffer, int length, bool stderr, bool partial, long sinceLast)
    {
        WriteVarint(buffer, (ulong)length << LengthShift | (partial ? (ulong)Partial : 0) | (stderr ? (ulong)Stderr : 0));
        WriteVarint(buffer, (ulong)(sinceLast << 1 ^ sinceLast >> 63));
    }

    private static void WriteVarint(ArrayBufferWriter<byte> buffer, ulong value)
    {
        var bytes = buffer.GetSpan(MostVarintBytes);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[count++] = (byte)(value | 0x80);
        bytes[count++] = (byte)value;
        buffer.Advance(count);
    }
}
