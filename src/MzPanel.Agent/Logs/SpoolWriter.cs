using System.Buffers;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Logs;

/// <summary>
/// Numbers lines and writes them to the spool. A line that finds no room on the disk keeps its number and becomes a gap: the
/// command goes on. Not thread-safe; <see cref="SpoolLog"/> guards it.
/// </summary>
internal sealed class SpoolWriter(string directory, SpoolQuota quota, TimeProvider time) : IDisposable
{
    public const int SegmentBytes = 1024 * 1024;
    private readonly ArrayBufferWriter<byte> pending = new(64 * 1024);
    private FileStream? segment;
    private long segmentBytes;
    private long firstPending = 1;

    public long LastSeq { get; private set; }

    public void Append(bool stderr, bool partial, ReadOnlySpan<byte> text)
    {
        var line = new SpoolLine
        {
            Seq = ++LastSeq, Ts = time.GetUtcNow().ToUnixTimeMilliseconds(), Stderr = stderr, Partial = partial, Text = text,
        };
        line.WriteTo(pending.GetSpan(line.Bytes));
        pending.Advance(line.Bytes);
        if (pending.WrittenCount >= SegmentBytes / 16)
            Commit();
    }

    /// <summary>Hands what was appended to the operating system: from here on the daemon can send it.</summary>
    public void Commit()
    {
        if (pending.WrittenCount == 0)
            return;
        try
        {
            Write(pending.WrittenSpan);
        }
        catch (IOException)
        {
            // The disk is full. The next segment begins behind the lost lines, which is how a gap is written down.
            CutBack();
            segment?.Dispose();
            segment = null;
        }
        pending.ResetWrittenCount();
        firstPending = LastSeq + 1;
    }

    public void Dispose() => segment?.Dispose();

    private void Write(ReadOnlySpan<byte> lines)
    {
        if (segment is null || segmentBytes + lines.Length > SegmentBytes)
            Roll();
        segment!.Write(lines);
        segmentBytes += lines.Length;
    }

    private void Roll()
    {
        segment?.Dispose();
        segment = null;
        quota.Enforce(directory, SegmentBytes);
        segment = PrivateFile.Open(SpoolSegment.PathOf(directory, firstPending), FileMode.CreateNew);
        segmentBytes = 0;
    }

    private void CutBack()
    {
        try
        {
            segment?.SetLength(segmentBytes);
        }
        catch (IOException)
        {
            // The torn line at the end is not whole, so no reader takes it for one.
        }
    }
}
