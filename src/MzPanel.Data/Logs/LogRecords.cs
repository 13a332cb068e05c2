using System.Data.Common;
using Dapper;

namespace MzPanel.Data.Logs;

/// <summary>What commands wrote, as chunks of lines.</summary>
public sealed partial class LogRecords(Database records)
{
    private const int ChunksAtOnce = 64;

    private const string Advance = """
        UPDATE log_positions SET log_end = @log_end, log_bytes = log_bytes + @size, stamp = @stamp
        WHERE command_id = @command_id AND job_id = @job_id AND log_end = @expected AND swept = 0
        """;

    private const string Fence = " AND EXISTS (SELECT 1 FROM server_sessions s WHERE s.server_id = log_positions.server_id AND s.epoch = @epoch)";

    private const string Insert = """
        INSERT INTO job_logs (command_id, first_seq, count, bytes)
        SELECT @command_id, @first_seq, @count, @bytes WHERE EXISTS (SELECT 1 FROM log_positions p WHERE p.command_id = @command_id AND p.stamp = @stamp)
        """;

    /// <summary>Appends chunks that follow each other, where the log still ends at <paramref name="expectedEnd"/>.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="commandId">Its command.</param>
    /// <param name="epoch">Epoch of the connection they came over; 0 = the control plane itself fills a gap.</param>
    /// <param name="expectedEnd">Number of the last durable line.</param>
    /// <param name="chunks">The first begins behind it.</param>
    /// <returns><see langword="false"/> where somebody else was first or the epoch is over: read again.</returns>
    public async Task<bool> AppendAsync(string jobId, string commandId, long epoch, long expectedEnd, IReadOnlyList<LogChunk> chunks)
    {
        var end = EndOf(chunks, expectedEnd);
        var stamp = RecordId.NewStamp();
        var op = new List<Statement>(chunks.Count + 1)
        {
            new(
                epoch == 0 ? Advance : Advance + Fence,
                ("order", jobId), ("command_id", commandId), ("job_id", jobId), ("log_end", end), ("expected", expectedEnd), ("stamp", stamp),
                ("size", chunks.Sum(c => (long)(c.Bytes?.Length ?? 0))), ("epoch", epoch)),
        };
        foreach (var chunk in chunks)
            op.Add(new Statement(
                Insert,
                ("command_id", commandId), ("first_seq", chunk.FirstSeq), ("count", chunk.Count), ("bytes", chunk.Bytes), ("stamp", stamp)));
        return (await records.Log.WriteAsync(op))[0] > 0;
    }

    /// <summary>
    /// The chunks that hold lines behind a number, in order, until either limit is reached; the first may begin before it.
    /// </summary>
    public async Task<IReadOnlyList<LogChunk>> ReadAsync(string commandId, long afterSeq, long maxLines, int maxBytes)
    {
        await using var connection = await records.ReadAsync();
        try
        {
            if (await SweptAsync(connection, commandId) is { } swept)
                return swept.LastSeq > afterSeq ? [swept] : [];
            return await ReadAsync(connection, commandId, afterSeq, maxLines, maxBytes);
        }
        catch (DbException e) when (StorageException.Of(e) is { } fault)
        {
            throw fault;
        }
    }

    private static async Task<List<LogChunk>> ReadAsync(DbConnection connection, string commandId, long afterSeq, long maxLines, int maxBytes)
    {
        var chunks = new List<LogChunk>();
        var (lines, bytes, from) = (0L, 0L, afterSeq);
        while (true)
        {
            var some = await SomeAsync(connection, commandId, from);
            foreach (var chunk in some)
            {
                if (chunks.Count > 0 && (lines >= maxLines || bytes >= maxBytes))
                    return chunks;
                chunks.Add(chunk);
                lines += chunk.LastSeq - Math.Max(chunk.FirstSeq - 1, afterSeq);
                bytes += chunk.Bytes?.Length ?? 0;
            }
            if (some.Count < ChunksAtOnce)
                return chunks;
            from = some[^1].LastSeq;
        }
    }

    private static async Task<List<LogChunk>> SomeAsync(DbConnection connection, string commandId, long afterSeq) => (await connection.QueryAsync<LogChunk>(
        """
        SELECT first_seq AS FirstSeq, count AS Count, bytes AS Bytes FROM job_logs
        WHERE command_id = @commandId AND first_seq + count > @afterSeq + 1 AND first_seq >= COALESCE(
          (SELECT max(b.first_seq) FROM job_logs b WHERE b.command_id = @commandId AND b.first_seq <= @afterSeq + 1), 0)
        ORDER BY first_seq LIMIT @most
        """,
        new { commandId, afterSeq, most = ChunksAtOnce })).AsList();

    private static async Task<LogChunk?> SweptAsync(DbConnection connection, string commandId)
    {
        var end = await connection.QueryFirstOrDefaultAsync<long?>(
            "SELECT log_end FROM log_positions WHERE command_id = @commandId AND swept = 1", new { commandId });
        return end is { } last ? new LogChunk(1, last, null) : null;
    }

    private static long EndOf(IReadOnlyList<LogChunk> chunks, long end)
    {
        foreach (var chunk in chunks)
        {
            if (chunk.FirstSeq != end + 1 || chunk.Count < 1)
                throw new ArgumentException("Chunks must follow each other.", nameof(chunks));
            end = chunk.LastSeq;
        }
        return end;
    }
}
