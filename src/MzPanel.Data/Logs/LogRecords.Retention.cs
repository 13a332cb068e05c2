namespace MzPanel.Data.Logs;

// Retention: the lines of ended jobs go, oldest jobs first; the jobs stay and still say how long their logs were.
public sealed partial class LogRecords
{
    private const int ChunksPerDelete = 256;

    private const string DeleteSome = """
        DELETE FROM job_logs WHERE command_id = @command_id AND first_seq IN (
          SELECT first_seq FROM job_logs WHERE command_id = @command_id ORDER BY first_seq LIMIT @most)
        """;

    /// <summary>Deletes logs that are too old, or too much for their server.</summary>
    /// <param name="olderThan">Logs of jobs that ended before, unix ms.</param>
    /// <param name="maxBytesPerServer">What the newest logs of a server may hold.</param>
    /// <param name="limit">Most commands to sweep at once.</param>
    /// <returns>Bytes freed; 0 when there is nothing left to sweep.</returns>
    public async Task<long> SweepAsync(long olderThan, long maxBytesPerServer, int limit)
    {
        var freed = 0L;
        foreach (var (command, bytes) in await DueAsync(olderThan, maxBytesPerServer, limit))
        {
            await SweepAsync(command);
            freed += bytes;
        }
        return freed;
    }

    private Task<List<(string Command, long Bytes)>> DueAsync(long olderThan, long maxBytesPerServer, int limit) => records.QueryAsync<(string, long)>(
        """
        SELECT command_id, log_bytes FROM (
          SELECT p.command_id, p.log_bytes, p.swept, j.finished_at, j.created_at,
            sum(p.log_bytes) OVER (PARTITION BY p.server_id ORDER BY j.created_at DESC, j.id DESC, p.command_id) AS held
          FROM log_positions p JOIN jobs j ON j.id = p.job_id WHERE p.log_bytes > 0) logs
        WHERE swept = 1 OR (finished_at IS NOT NULL AND (finished_at < @olderThan OR held > @maxBytesPerServer))
        ORDER BY created_at LIMIT @limit
        """,
        new { olderThan, maxBytesPerServer, limit });

    /// <summary>
    /// Marked first and deleted in pieces, so that no commit is long; a reader sees one gap from the mark on, and a mark that a
    /// crash left behind is due again. In the end the gap is a chunk like any other, and the log may go on behind it.
    /// </summary>
    private async Task SweepAsync(string commandId)
    {
        (string, object?)[] values = [("command_id", commandId), ("most", ChunksPerDelete)];
        await records.Log.WriteAsync([new("UPDATE log_positions SET swept = 1 WHERE command_id = @command_id", values)]);
        while ((await records.Log.WriteAsync([new(DeleteSome, values)]))[0] > 0)
        {
        }
        await records.Log.WriteAsync(
        [
            new("INSERT INTO job_logs (command_id, first_seq, count) SELECT command_id, 1, log_end FROM log_positions WHERE command_id = @command_id AND swept = 1", values),
            new("UPDATE log_positions SET swept = 0, log_bytes = 0 WHERE command_id = @command_id", values),
        ]);
    }
}
