using MzPanel.Silo.Live;

namespace MzPanel.Silo.Logs;

/// <summary>Lines as server-sent events; the id is the number of the last line.</summary>
internal static class LogEvents
{
    // A browser parses an event as a whole: what catches up arrives in pieces, too.
    private const int MostRows = 1000;

    /// <summary><see langword="false"/> where there was nothing to send.</summary>
    public static async Task<bool> SendLinesAsync(this SseWriter viewer, IEnumerable<LogRow> rows, LogMeters meters, CancellationToken ct)
    {
        var sent = false;
        foreach (var piece in rows.Chunk(MostRows))
        {
            Write(viewer, piece);
            meters.Shown(piece.Length, viewer.Waiting);
            await viewer.EndAsync(piece[^1].Last, ct);
            sent = true;
        }
        return sent;
    }

    private static void Write(SseWriter viewer, LogRow[] rows)
    {
        viewer.Begin("log");
        using var json = new LogJson(viewer.Output);
        json.Open("lines");
        foreach (var row in rows)
            json.Write(row);
        json.Close();
    }
}
