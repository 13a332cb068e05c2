using MzPanel.Data.Logs;
using MzPanel.Grains.Jobs;

namespace MzPanel.Silo.Agents;

/// <summary>Pieces of log in a row as one.</summary>
internal static class LogRun
{
    public static bool Follows(LogPiece first, LogPiece second) =>
        second.Seq == first.Seq + first.Count && first.Bytes is null == second.Bytes is null;

    public static LogPiece Join(IReadOnlyList<LogPiece> run) => run.Count == 1 ? run[0]
        : new LogPiece(run[0].Seq, run.Sum(p => p.Count), run[0].Bytes is null ? null : Lines(run));

    private static byte[]? Lines(IReadOnlyList<LogPiece> run) => LogJoin.Of([.. run.Select(p => new LogChunk(p.Seq, p.Count, p.Bytes))]).Bytes;
}
