using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>What a transaction leaves in the row of its writer.</summary>
/// <param name="Writer">Whoever makes one transaction after the other.</param>
/// <param name="Text">Random, so that no other transaction leaves the same.</param>
internal readonly record struct CommitMark(string Writer, string Text)
{
    public static CommitMark Of(string writer) => new(writer, RecordId.NewStamp());
}

/// <summary>
/// Reads back whether a transaction was committed whose COMMIT was never answered, by the mark it left. Its number would not do:
/// one that a crash of the server undid may have been given to another transaction since, and that one was committed.
/// </summary>
internal sealed class PostgresOutcomes(NpgsqlDataSource source)
{
    private const string Leave = """
        INSERT INTO commit_marks (writer, mark) VALUES ($1, $2)
        ON CONFLICT (writer) DO UPDATE SET mark = excluded.mark, made_at = excluded.made_at
        """;

    /// <summary>Marks of writers that made one transaction, or are gone, go by the way.</summary>
    private const string LeaveAndSweep = """
        WITH swept AS (DELETE FROM commit_marks WHERE writer IN (
          SELECT writer FROM commit_marks WHERE made_at < now() - interval '1 day' LIMIT 100 FOR UPDATE SKIP LOCKED))
        """ + " " + Leave;

    /// <summary>Waits for a transaction that is still under way, and then tells what is there.</summary>
    private const string Read = """
        INSERT INTO commit_marks (writer, mark) VALUES ($1, '')
        ON CONFLICT (writer) DO UPDATE SET writer = excluded.writer RETURNING mark
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Leaves a mark as part of a batch.</summary>
    public static NpgsqlBatchCommand Leaving(CommitMark mark) => new(Leave) { Parameters = { Text(mark.Writer), Text(mark.Text) } };

    /// <summary>Leaves a mark in a transaction that is the only one of its writer.</summary>
    public static async Task LeaveAsync(NpgsqlTransaction transaction, CommitMark mark)
    {
        await using var command = new NpgsqlCommand(LeaveAndSweep, transaction.Connection, transaction) { Parameters = { Text(mark.Writer), Text(mark.Text) } };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Commits, and where the answer does not come finds out whether it was done.</summary>
    /// <exception cref="StorageException">It was not, or that could not be found out in time.</exception>
    public async Task CommitAsync(NpgsqlTransaction transaction, CommitMark mark)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException e) when (PostgresFaults.IsUncertain(e))
        {
            if (!await WasCommittedAsync(mark, e))
                throw new StorageException(StorageFault.Unavailable, "The records went away before the commit.", e);
        }
    }

    private async Task<bool> WasCommittedAsync(CommitMark mark, Exception cause)
    {
        var time = WriteLimits.Clock;
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < Patience; await Task.Delay(Pause, time))
        {
            if (await ReadAsync(mark.Writer) is { } found)
                return found == mark.Text;
        }
        throw new StorageException(StorageFault.OutcomeUnknown, "The records went away during a commit.", cause);
    }

    private async Task<string?> ReadAsync(string writer)
    {
        try
        {
            await using var command = source.CreateCommand(Read);
            command.Parameters.Add(Text(writer));
            return await command.ExecuteScalarAsync() as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static NpgsqlParameter<string> Text(string value) => new NpgsqlParameter<string> { TypedValue = value };
}
