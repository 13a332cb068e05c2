using System.Buffers;
using System.Text;
using System.Text.Json;
using MzPanel.Silo.Logs;

namespace MzPanel.Silo.Tests.Logs;

public sealed class LogTextTests
{
    [Fact]
    public void Lines_of_both_streams_end_with_a_newline_and_pieces_of_one_line_do_not() =>
        Assert.Equal("a\nerr\nlong line\n", Text(Line(1, "a"), Line(2, "err") with { Stream = "stderr" }, Line(3, "long ") with { Partial = true }, Line(4, "line")));

    [Fact]
    public void A_gap_is_a_line_that_says_how_much_is_missing() =>
        Assert.Equal("a\n[… 12 lines missing …]\nb\n", Text(Line(1, "a"), Gap(2, 12), Line(14, "b")));

    [Fact]
    public void A_gap_behind_a_piece_of_a_line_still_has_a_line_of_its_own() =>
        Assert.Equal("a\n[… 2 lines missing …]\n", Text(Line(1, "a") with { Partial = true }, Gap(2, 2)));

    [Fact]
    public void Any_text_is_kept_byte_for_byte() =>
        Assert.Equal("nul \0 tab \t ünïcödé 🚀 \x1b[31m\n", Text(Line(1, "nul \0 tab \t ünïcödé 🚀 \x1b[31m")));

    [Fact]
    public void A_row_as_json_has_the_members_of_the_contract()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new LogJson(buffer))
        {
            json.Open("data");
            json.Write(Line(1, "\"q\" \0\nü") with { At = 1_767_225_600_007 });
            json.Write(Line(2, "x") with { Partial = true, At = long.MaxValue });
            json.Write(Gap(3, 4));
            json.Close(rest => rest.WriteNumber("next_after", 6));
        }

        var rows = JsonDocument.Parse(buffer.WrittenMemory).RootElement.GetProperty("data");
        Assert.Equal("""{"n":1,"stream":"stdout","text":"\"q\" \u0000\nü","at":"2026-01-01T00:00:00.007Z"}""", rows[0].GetRawText());
        Assert.Equal("""{"n":2,"stream":"stdout","text":"x","at":"9999-12-31T23:59:59.999Z","partial":true}""", rows[1].GetRawText());
        Assert.Equal("""{"n":3,"gap":4}""", rows[2].GetRawText());
    }

    private static LogRow Line(long n, string text) => new(n, "stdout", text, 0, false, 0);

    private static LogRow Gap(long n, long count) => new(n, "", "", 0, false, count);

    private static string Text(params LogRow[] rows)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var text = new LogText(buffer);
        foreach (var row in rows)
            text.Write(row);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
