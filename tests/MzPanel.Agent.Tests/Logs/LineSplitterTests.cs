using System.Text;
using MzPanel.Agent.Logs;

namespace MzPanel.Agent.Tests.Logs;

public class LineSplitterTests
{
    [Fact]
    public void Lines_are_cut_at_newlines_and_a_missing_last_newline_is_not_marked() =>
        Assert.Equal([("a", false), ("", false), ("b\r", false), ("c", false)], Split("a\n\nb\r\nc"u8));

    [Fact]
    public void Nothing_is_no_line() => Assert.Empty(Split([]));

    [Fact]
    public void Nul_and_other_control_characters_are_kept() => Assert.Equal([("a\0b\x1b[0m", false)], Split("a\0b\x1b[0m\n"u8));

    [Fact]
    public void Invalid_bytes_become_the_replacement_character() =>
        Assert.Equal([("a\uFFFDb", false), ("\uFFFD", false), ("x\uFFFD", false)], Split([(byte)'a', 0xFF, (byte)'b', 10, 0xE2, 0x82, 10, (byte)'x', 0xC3]));

    [Fact]
    public void Exactly_8_KiB_is_one_whole_line_and_a_byte_more_is_two_pieces()
    {
        Assert.Equal([(new string('x', 8192), false)], Split(Encoding.UTF8.GetBytes(new string('x', 8192) + "\n")));
        Assert.Equal([(new string('x', 8192), true), ("x", false)], Split(Encoding.UTF8.GetBytes(new string('x', 8193) + "\n")));
    }

    [Fact]
    public void A_cut_never_breaks_a_character_and_no_piece_is_over_8_KiB()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("😀é", 5000));
        var pieces = Split(Encoding.UTF8.GetBytes(text));
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
        Assert.All(pieces, p => Assert.InRange(Encoding.UTF8.GetByteCount(p.Text), 1, 8192));
        Assert.Equal(Enumerable.Repeat(true, pieces.Count - 1).Append(false), pieces.Select(p => p.Partial));
    }

    [Fact]
    public void Replaced_bytes_count_in_the_size_of_a_piece() =>
        Assert.All(Split([.. Enumerable.Repeat((byte)0xFF, 9000)]), p => Assert.InRange(Encoding.UTF8.GetByteCount(p.Text), 1, 8192));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(4096)]
    public void The_lines_are_the_same_however_the_reads_fall(int chunk)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("é😀\nplain\n"), 0xE2, 0x82, 0xF0, 0x9F, 0x98, 0x80, 10,
            .. Encoding.UTF8.GetBytes(new string('ü', 5000)), 0xC3];
        var whole = Split(bytes);
        Assert.Equal(whole, Split(bytes, chunk));
        Assert.Equal("\uFFFD😀", whole[2].Text);
    }

    private static List<(string Text, bool Partial)> Split(ReadOnlySpan<byte> bytes, int chunk = int.MaxValue)
    {
        var lines = new List<(string, bool)>();
        var splitter = new LineSplitter((utf8, partial) => lines.Add((new UTF8Encoding(false, true).GetString(utf8), partial)));
        while (bytes.Length > 0)
        {
            splitter.Add(bytes[..Math.Min(chunk, bytes.Length)]);
            bytes = bytes[Math.Min(chunk, bytes.Length)..];
        }
        splitter.End();
        return lines;
    }
}
