namespace MzPanel.Data.Metrics;

/// <summary>
/// The metrics history of servers: few rows, each a packed span of many points, written behind everything that somebody waits for.
/// <c>MetricsRecords.Upkeep.cs</c>: how rows become fewer with time.
/// </summary>
public sealed partial class MetricsRecords(Database records)
{
    private const int ChunksPerOperation = 128;
    private const long LongestSpanMs = 86_400_000;

    private const string Columns = "server_id, step_s, span_at, part, heard_at, points";

    private const string Save = $"""
        INSERT INTO metrics ({Columns}, rolled) VALUES (@server_id, @step_s, @span_at, @part, @heard_at, @points, @rolled)
        ON CONFLICT (server_id, step_s, span_at, part) DO UPDATE SET heard_at = excluded.heard_at, points = excluded.points, rolled = excluded.rolled
        """;

    /// <summary>Stores what is new of many servers, all of it by few transactions; news older than what is stored change nothing.</summary>
    public async Task SaveAsync(IReadOnlyList<MetricsChunk> chunks)
    {
        foreach (var op in chunks.OrderBy(chunk => chunk.ServerId, StringComparer.Ordinal).Chunk(ChunksPerOperation))
            await records.Log.WriteAsync([.. op.Select(chunk => new Statement(Save + " WHERE metrics.heard_at < excluded.heard_at", Values(chunk, isRolled: false)))]);
    }

    /// <summary>Chunks of a server that hold points of a time, in that step or, where they are not rolled yet, in a finer one.</summary>
    public async Task<IReadOnlyList<MetricsChunk>> ReadAsync(string serverId, long stepS, long from, long to) => await records.QueryAsync<MetricsChunk>(
        $"""
        SELECT {Columns} FROM metrics WHERE server_id = @serverId AND (step_s = @stepS OR (step_s < @stepS AND rolled = 0))
          AND span_at > @earliest AND span_at <= @to
        """,
        new { serverId, stepS, earliest = from - LongestSpanMs, to });

    private static (string, object?)[] Values(MetricsChunk chunk, bool isRolled) =>
    [
        ("server_id", chunk.ServerId), ("step_s", chunk.StepS), ("span_at", chunk.SpanAt), ("part", chunk.Part), ("heard_at", chunk.HeardAt),
        ("points", chunk.Points), ("rolled", isRolled),
    ];
}
