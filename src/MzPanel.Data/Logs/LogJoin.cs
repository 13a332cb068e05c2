using System.Buffers;

namespace MzPanel.Data.Logs;

/// <summary>Chunks that follow each other as one, and chunks compared.</summary>
public static class LogJoin
{
    /// <summary>One chunk out of several that follow each other without a gap between them: one row a commit, not one a frame.</summary>
    public static LogChunk Of(IReadOnlyList<LogChunk> chunks)
    {
        if (chunks.Count == 1)
            return chunks[0];
        var buffer = new ArrayBufferWriter<byte>(chunks.Sum(c => c.Bytes!.Length) + (chunks.Count * LogCodec.MostVarintBytes));
        buffer.Write([LogCodec.Format]);
        var last = 0L;
        foreach (var chunk in chunks)
            last = Append(buffer, chunk, last);
        return new LogChunk(chunks[0].FirstSeq, chunks.Sum(c => c.Count), buffer.WrittenSpan.ToArray());
    }

    /// <summary>Whether the lines that both hold are the same: stream, text and partial; times do not count.</summary>
    public static bool Agree(LogChunk stored, LogChunk came)
    {
        if (stored.IsGap || came.IsGap)
            return true;
        var one = new LogReader(stored);
        var two = new LogReader(came);
        var more = one.MoveNext() && two.MoveNext();
        while (more)
        {
            if (one.Seq == two.Seq && (one.IsStderr != two.IsStderr || one.Partial != two.Partial || !one.Text.SequenceEqual(two.Text)))
                return false;
            more = one.Seq < two.Seq ? one.MoveNext() : one.Seq > two.Seq ? two.MoveNext() : one.MoveNext() && two.MoveNext();
        }
        return true;
    }

    private static long Append(ArrayBufferWriter<byte> buffer, LogChunk chunk, long last)
    {
        var reader = new LogReader(chunk);
        if (!reader.MoveNext())
            return last;
        // Times count from the line before: only the first line of each chunk is written anew.
        LogCodec.WriteHead(buffer, reader.Text.Length, reader.IsStderr, reader.Partial, reader.At - last);
        buffer.Write(reader.Text);
        buffer.Write(reader.Rest);
        while (reader.MoveNext())
        {
            // Walks to the last time.
        }
        return reader.At;
    }
}
