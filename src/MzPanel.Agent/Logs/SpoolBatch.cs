using System.Text;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Logs;

/// <summary>Lines on their way into one <c>log</c> message, or one gap.</summary>
internal sealed class SpoolBatch(int textBytes, int messageBytes)
{
    // {"stream":"stdout","text":"","ts":1234567890123,"partial":true}, and a comma.
    private const int LineOverhead = 72;
    private readonly List<LogLine> lines = [];
    private int encoded;

    public long First { get; private set; }

    public long Last { get; private set; }

    public long Gap { get; private set; }

    public IReadOnlyList<LogLine> Lines => lines;

    /// <summary>Bytes of text, what the window of unacknowledged log counts.</summary>
    public int Bytes { get; private set; }

    public bool IsEmpty => lines.Count == 0 && Gap == 0;

    /// <summary>Nothing more fits: it is time to send.</summary>
    public bool IsFull { get; private set; }

    public bool TryAdd(in SpoolLine line)
    {
        var size = LineOverhead + JsonSize(line.Text);
        if (lines.Count > 0 && (Bytes + line.Text.Length > textBytes || encoded + size > messageBytes))
        {
            IsFull = true;
            return false;
        }
        if (lines.Count == 0)
            First = line.Seq;
        lines.Add(new LogLine
        {
            Stream = line.Stderr ? LogLine.Stderr : LogLine.Stdout,
            Text = Encoding.UTF8.GetString(line.Text),
            Ts = line.Ts,
            Partial = line.Partial ? true : null,
        });
        // The newline counts: empty lines without number would fit into any window.
        (Last, Bytes, encoded) = (line.Seq, Bytes + line.Text.Length + 1, encoded + size);
        IsFull = Bytes >= textBytes;
        return true;
    }

    /// <summary>Takes a gap; where lines came before it, they go first.</summary>
    public bool TryGap(long first, long count)
    {
        IsFull = true;
        if (lines.Count > 0)
            return false;
        (First, Last, Gap) = (first, first + count - 1, count);
        return true;
    }

    // The most that JSON makes of it: \u00XX for a control character, 😀 for a character of four bytes.
    private static int JsonSize(ReadOnlySpan<byte> text)
    {
        var size = 0;
        foreach (var b in text)
            size += b is < 0x20 or 0x7F or (byte)'"' or (byte)'\\' ? 6 : b >= 0x80 ? 3 : 1;
        return size;
    }
}
