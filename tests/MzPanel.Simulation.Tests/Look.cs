using Microsoft.Data.Sqlite;

namespace MzPanel.Simulation.Tests;

/// <summary>A job as the records have it behind a commit.</summary>
internal sealed record Seen(
    string Id, string Server, string Workspace, string Status, long Version, int Attempt, string? Command, int? Slot, long Epoch, bool Mutating,
    long Place, string? Error, long NotBefore, long? LastSeq, long Audits, IReadOnlyDictionary<string, string> Attempts);

/// <summary>Questions to the records, asked past the product.</summary>
internal sealed class Look(SqliteConnection records)
{
    private const string Alive = "('offered', 'running', 'unknown')";
    private readonly Dictionary<string, SqliteCommand> commands = [];

    public Seen? Job(string id)
    {
        using var row = Ask(
            """
            SELECT server_id, workspace_id, status, version, attempt, command_id, lane_slot, epoch, mutating, place, error_code, not_before, last_seq,
              (SELECT count(*) FROM audit WHERE job_id = @a) FROM jobs WHERE id = @a
            """,
            id);
        if (!row.Read())
            return null;
        return new Seen(
            id, row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), Text(row, 5), Number(row, 6) is { } slot ? (int)slot : null,
            row.GetInt64(7), row.GetInt64(8) != 0, row.GetInt64(9), Text(row, 10), row.GetInt64(11), Number(row, 12), row.GetInt64(13), Attempts(id));
    }

    public long Queued(string server) => Count("SELECT count(*) FROM jobs WHERE server_id = @a AND status = 'queued'", server);

    public long Epoch(string server) => Count("SELECT epoch FROM server_sessions WHERE server_id = @a", server);

    /// <summary>Another mutating job of the server whose command may be alive.</summary>
    public string? MutatingBeside(Seen job) =>
        First($"SELECT id FROM jobs WHERE server_id = @a AND mutating = 1 AND id <> @b AND status IN {Alive}", job.Server, job.Id);

    /// <summary>A job that came earlier into the same lane and waits still.</summary>
    public string? WaitingBefore(Seen job, long now) => First(
        "SELECT id FROM jobs WHERE server_id = @a AND mutating = @b AND place < @c AND status = 'queued' AND queue_deadline - created_at > 10000",
        job.Server, job.Mutating ? 1L : 0L, job.Place);

    /// <summary>Chunks of a command's log in order; bytes are <see langword="null"/> for a gap.</summary>
    public List<(long First, long Count, byte[]? Bytes)> Log(string command)
    {
        var chunks = new List<(long, long, byte[]?)>();
        using var row = Ask("SELECT first_seq, count, bytes FROM job_logs WHERE command_id = @a ORDER BY first_seq", command);
        while (row.Read())
            chunks.Add((row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2)));
        return chunks;
    }

    public long Count(string sql, params object[] values)
    {
        using var row = Ask(sql, values);
        return row.Read() ? row.GetInt64(0) : 0;
    }

    private string? First(string sql, params object[] values)
    {
        using var row = Ask(sql, values);
        return row.Read() ? row.GetString(0) : null;
    }

    private Dictionary<string, string> Attempts(string job)
    {
        var attempts = new Dictionary<string, string>();
        using var row = Ask("SELECT command_id, status FROM job_attempts WHERE job_id = @a", job);
        while (row.Read())
            attempts[row.GetString(0)] = row.GetString(1);
        return attempts;
    }

    private SqliteDataReader Ask(string sql, params object[] values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            commands[sql] = command = records.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
                command.Parameters.AddWithValue("@" + "abc"[i], values[i]);
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command.ExecuteReader();
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
