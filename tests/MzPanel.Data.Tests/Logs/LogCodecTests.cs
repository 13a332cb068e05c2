using MzPanel.Data.Logs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Data.Tests.Logs;

public sealed class LogCodecTests
{
    private static readonly string[] Texts =
        ["", "plain", "nul\0inside", "\uFFFD", "é ü 漢字", "💾👨‍👩‍👧", "\u001b[31mred\u001b[0m\r", new string('x', 8192), "\t trailing  ", "\u2028\u0085", new string('é', 70_000)];

    private static LogChunk Chunk(long first, params LogLine[] lines) => new(first, lines.Length, LogCodec.Encode(lines, now: 1_700_000_000_000));

    [Fact]
    public void Lines_come_back_byte_for_byte()
    {
        var lines = Texts.SelectMany((text, i) => new[]
        {
            new LogLine { Stream = LogLine.Stdout, Text = text, Ts = 1_700_000_000_000 - i * 1000, Partial = i % 2 == 0 },
            new LogLine { Stream = LogLine.Stderr, Text = text },
        }).ToArray();
        var decoded = LogCodec.Decode(Chunk(41, lines)).ToArray();

        Assert.Equal(lines.Select((_, i) => 41L + i), decoded.Select(l => l.Seq));
        Assert.Equal(lines.Select(l => l.Text), decoded.Select(l => l.Text));
        Assert.Equal(lines.Select(l => l.Stream), decoded.Select(l => l.Stream));
        Assert.Equal(lines.Select(l => l.Partial == true), decoded.Select(l => l.Partial));
        Assert.Equal(lines.Select(l => l.Ts ?? 1_700_000_000_000), decoded.Select(l => l.At));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Any_time_an_agent_claims_is_kept(long at)
    {
        var chunk = Chunk(1, new LogLine { Stream = "stdout", Text = "a", Ts = 5 }, new LogLine { Stream = "stdout", Text = "b", Ts = at }, new LogLine { Stream = "stdout", Text = "c", Ts = 6 });
        Assert.Equal([5, at, 6], LogCodec.Decode(chunk).Select(l => l.At));
    }

    [Fact]
    public void The_same_lines_have_the_same_bytes() =>
        Assert.Equal(
            Chunk(1, new LogLine { Stream = "stdout", Text = "a", Ts = 5 }).Bytes,
            Chunk(9, new LogLine { Stream = "stdout", Text = "a", Ts = 5 }).Bytes);

    [Fact]
    public void A_chunk_can_be_cut_behind_any_line()
    {
        var lines = Texts.Select((text, i) => new LogLine { Stream = i % 3 == 0 ? "stderr" : "stdout", Text = text, Ts = 1000 + i * i, Partial = i % 2 == 0 }).ToArray();
        var chunk = Chunk(10, lines);
        var all = LogCodec.Decode(chunk).ToArray();
        for (var after = 5L; after < 30; after++)
        {
            var rest = LogCodec.After(chunk, after);
            Assert.Equal(all.Where(l => l.Seq > after), rest is null ? [] : LogCodec.Decode(rest));
            Assert.Equal(all.Where(l => l.Seq > after), LogCodec.Decode(chunk, after));
        }
    }

    [Fact]
    public void A_gap_has_no_lines_and_can_be_cut()
    {
        var gap = new LogChunk(10, 5, null);
        Assert.Empty(LogCodec.Decode(gap));
        Assert.Equal(new LogChunk(13, 2, null), LogCodec.After(gap, 12));
        Assert.Null(LogCodec.After(gap, 14));
    }

    [Fact]
    public void A_format_of_another_version_is_refused() =>
        Assert.Throws<InvalidDataException>(() => LogCodec.Decode(new LogChunk(1, 1, [9, 0])));

    [Fact]
    public void A_walk_makes_no_string_of_any_line()
    {
        var chunk = Chunk(1, [.. Enumerable.Range(0, 500).Select(i => new LogLine { Stream = "stdout", Text = new string('x', 100), Ts = i })]);
        var bytes = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var reader = new LogReader(chunk); reader.MoveNext();)
            bytes += reader.Text.Length;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(50_000, bytes);
    }
}
