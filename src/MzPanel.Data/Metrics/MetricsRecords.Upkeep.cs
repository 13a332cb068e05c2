namespace MzPanel.Data.Metrics;

// Rows become fewer with time: those of a finer step are rolled into one of a coarser step, and go when they are old.
public sealed partial class MetricsRecords
{
    // "mzpmetr" as a number. One rolls at a time: who waited judges by what the other left. SQLite has but one writer.
    private const long LockKey = 0x6D7A706D657472;

    // Whether the finer rows are still those that were read.
    private const string AsRead = """
        (SELECT count(*) FROM metrics f WHERE f.server_id = @server_id AND f.step_s = @finer AND f.span_at >= @from AND f.span_at < @to) = @rows
          AND (SELECT sum(f.heard_at) FROM metrics f WHERE f.server_id = @server_id AND f.step_s = @finer AND f.span_at >= @from AND f.span_at < @to) = @heard
        """;

    private const string SaveRolled = $"""
        INSERT INTO metrics ({Columns}, rolled) SELECT @server_id, @step_s, @span_at, @part, @heard_at, @points, @rolled WHERE {AsRead}
        ON CONFLICT (server_id, step_s, span_at, part) DO UPDATE SET heard_at = excluded.heard_at, points = excluded.points, rolled = excluded.rolled
        """;

    // What learned something newer in between is another row, and stays due.
    private const string Mark = $"""
        UPDATE metrics SET rolled = 1
        WHERE server_id = @server_id AND step_s = @finer AND span_at = @row_at AND part = @row_part AND heard_at = @row_heard AND rolled = 0 AND {AsRead}
        """;

    /// <summary>The earliest span before a time whose rows of a step are not rolled yet.</summary>
    public Task<long?> FirstUnrolledAsync(long stepS, long before) => records.FirstAsync<long?>(
        "SELECT min(span_at) FROM metrics WHERE step_s = @stepS AND rolled = 0 AND span_at < @before", new { stepS, before });

    /// <summary>All rows of a step within a time, of some of the servers that have such that are not rolled yet; at most so many servers.</summary>
    public async Task<IReadOnlyList<MetricsChunk>> UnrolledAsync(long stepS, long from, long to, int servers)
    {
        var due = await records.QueryAsync<string>(
            "SELECT DISTINCT server_id FROM metrics WHERE step_s = @stepS AND rolled = 0 AND span_at >= @from AND span_at < @to ORDER BY server_id LIMIT @servers",
            new { stepS, from, to, servers });
        return await records.QueryAsync<MetricsChunk>(
            $"SELECT {Columns}, rolled AS is_rolled FROM metrics WHERE server_id {records.OneOf("due")} AND step_s = @stepS AND span_at >= @from AND span_at < @to",
            new { due, stepS, from, to });
    }

    /// <summary>Rows of one span of some servers.</summary>
    public async Task<IReadOnlyList<MetricsChunk>> OfSpanAsync(long stepS, long spanAt, IReadOnlyCollection<string> serverIds) => await records.QueryAsync<MetricsChunk>(
        $"SELECT {Columns} FROM metrics WHERE server_id {records.OneOf("serverIds")} AND step_s = @stepS AND span_at = @spanAt", new { serverIds = serverIds.ToArray(), stepS, spanAt });

    /// <summary>
    /// Stores what rows of a finer step come to, and marks exactly those. Where there are others by now, or newer ones, nothing is
    /// stored and they stay due: who read more, or later, makes the row.
    /// </summary>
    /// <param name="rolls">Of many servers.</param>
    /// <param name="spanMs">How long a span of the coarser step is.</param>
    /// <param name="isLast">Nothing coarser follows.</param>
    public Task RollAsync(IReadOnlyList<MetricsRoll> rolls, long spanMs, bool isLast) => records.RunApartAsync(
    [
        .. records.IsPostgres ? [new Statement("SELECT pg_advisory_xact_lock(@key)", ("key", LockKey))] : Array.Empty<Statement>(),
        .. rolls.SelectMany(roll => Statements(roll, spanMs, isLast)),
    ]);

    private static IEnumerable<Statement> Statements(MetricsRoll roll, long spanMs, bool isLast)
    {
        (string, object?)[] values =
        [
            .. Values(roll.Coarse, isLast), ("finer", roll.Of[0].StepS), ("from", roll.Coarse.SpanAt), ("to", roll.Coarse.SpanAt + spanMs),
            ("rows", roll.Of.Count), ("heard", roll.Of.Sum(row => row.HeardAt)),
        ];
        return [new(SaveRolled, values), .. roll.Of.Where(row => !row.IsRolled).Select(row => new Statement(Mark, [.. values, ("row_at", row.SpanAt), ("row_part", row.Part), ("row_heard", row.HeardAt)]))];
    }

    /// <summary>Deletes rows of a step that are rolled and old; returns how many, at most <paramref name="limit"/>.</summary>
    public async Task<int> SweepAsync(long stepS, long olderThan, int limit)
    {
        var affected = await records.Log.WriteAsync(
        [
            new(
                """
                DELETE FROM metrics WHERE (server_id, step_s, span_at, part) IN (
                  SELECT server_id, step_s, span_at, part FROM metrics
                  WHERE step_s = @step_s AND rolled = 1 AND span_at < @older_than ORDER BY span_at LIMIT @limit)
                """,
                ("step_s", stepS), ("older_than", olderThan), ("limit", limit)),
        ]);
        return affected[0];
    }
}
