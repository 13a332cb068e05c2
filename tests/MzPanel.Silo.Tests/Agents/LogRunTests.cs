using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Logs;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Tests.Agents;

public sealed class LogRunTests
{
    [Fact]
    public void Joined_pieces_hold_the_lines_of_all_of_them_with_their_times()
    {
        LogPiece[] run = [Piece(1, 1000, "one", "two"), Piece(3, 2000, "three"), Piece(4, 1500, "four")];

        var joined = LogRun.Join(run);

        var lines = LogCodec.Decode(new LogChunk(joined.Seq, joined.Count, joined.Bytes)).Select(l => (l.Seq, l.Text, l.At));
        Assert.Equal([(1, "one", 1000), (2, "two", 1000), (3, "three", 2000), (4, "four", 1500)], lines);
        Assert.Equal(4, joined.Count);
    }

    [Fact]
    public void Joined_gaps_are_one_gap() =>
        Assert.Equal(new LogPiece(5, 7, null), LogRun.Join([new LogPiece(5, 3, null), new LogPiece(8, 4, null)]));

    [Fact]
    public void Lines_and_gaps_are_not_joined() =>
        Assert.False(LogRun.Follows(Piece(1, 1000, "one"), new LogPiece(2, 1, null)));

    private static LogPiece Piece(long seq, long at, params string[] texts) =>
        new(seq, texts.Length, LogCodec.Encode([.. texts.Select(t => new LogLine { Stream = LogLine.Stdout, Text = t, Ts = at })], now: 0));
}
