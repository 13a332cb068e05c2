using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Grains.Tests.Logs;

/// <summary>Frames of a log as the socket hands them over, and chunks as a reader would tell them.</summary>
internal static class Piece
{
    public static LogPiece Of(long seq, params string[] texts) => new(seq, texts.Length, LogCodec.Encode(
        [.. texts.Select((text, i) => new LogLine { Stream = (seq + i) % 3 == 0 ? LogLine.Stderr : LogLine.Stdout, Text = text, Ts = 1000 + seq + i })], now: 0));

    public static LogPiece Gap(long seq, long count) => new(seq, count, null);

    public static IEnumerable<string> Tell(LogChunk chunk) => chunk.IsGap ? [$"{chunk.FirstSeq}-{chunk.LastSeq} gap"]
        : LogCodec.Decode(chunk).Select(line => $"{line.Seq} {line.Text}");
}
