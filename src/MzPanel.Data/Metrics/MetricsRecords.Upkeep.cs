namespace MzPanel.Data.Metrics;

// Rows become fewer with time: those of a finer step are rolled into one of a coarser step, and go when they are old.
public sealed partial class MetricsRecords
{
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
            $"SELECT {Columns} FROM metrics WHERE server_id {records.OneOf("due")} AND step_s = @stepS AND span_at >= @from AND span_at < @to",
            new { due, stepS, from, to });
    }

    /// <summary>
    /// Stores what rows of a finer step come to, and marks those. Whoever does it again leaves the same; a row that learned something
    /// newer meanwhile stays due.
    /// </summary>
    /// <param name="rolled">Of many servers.</param>
    /// <param name="fromStepS">The finer step.</param>
    /// <param name="spanMs">How long a span of the coarser step is.</param>
    /// <param name="isLast">Nothing coarser follows.</param>
    public Task RollAsync(IReadOnlyList<MetricsChunk> rolled, long fromStepS, long spanMs, bool isLast) => records.Log.WriteAsync(
    [
        .. rolled.OrderBy(chunk => chunk.ServerId, StringComparer.Ordinal).SelectMany(chunk => new Statement[]
        {
            new(Save, Values(chunk, isLast)),
            new(
                """
                UPDATE metrics SET rolled = 1
                WHERE server_id = @server_id AND step_s = @step_s AND span_at >= @from AND span_at < @to AND heard_at <= @heard_at AND rolled = 0
                """,
                ("server_id", chunk.ServerId), ("step_s", fromStepS), ("from", chunk.SpanAt), ("to", chunk.SpanAt + spanMs), ("heard_at", chunk.HeardAt)),
        }),
    ]);

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
