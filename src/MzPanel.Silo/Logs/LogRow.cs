using MzPanel.Data.Logs;

namespace MzPanel.Silo.Logs;

/// <summary>One row of a log as the API shows it: a line, or a gap of <see cref="Gap"/> lines from <see cref="N"/> on.</summary>
internal readonly record struct LogRow(long N, string Stream, string Text, long At, bool Partial, long Gap)
{
    /// <summary>Number of the last line the row stands for.</summary>
    public long Last => Gap > 0 ? N + Gap - 1 : N;

    /// <summary>Rows of a chunk from one line on.</summary>
    public static IEnumerable<LogRow> Of(LogChunk chunk, long from)
    {
        if (chunk.IsGap)
            return [new LogRow(from, "", "", 0, false, chunk.LastSeq - from + 1)];
        return LogCodec.Decode(chunk, from - 1).Select(line => new LogRow(line.Seq, line.Stream, line.Text, line.At, line.Partial, 0));
    }
}
