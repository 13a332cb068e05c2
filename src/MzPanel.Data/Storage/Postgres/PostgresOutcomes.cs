using System.Globalization;
using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>
/// Reads back whether a transaction was committed whose COMMIT was never answered. PostgreSQL remembers it by the
/// transaction's number, also across a crash of its own.
/// </summary>
internal sealed class PostgresOutcomes(NpgsqlDataSource source)
{
    /// <summary>Number of the running transaction, as text.</summary>
    public const string OwnId = "SELECT pg_current_xact_id()::text";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Number of a running transaction.</summary>
    public static async Task<ulong> IdAsync(NpgsqlTransaction transaction)
    {
        await using var command = new NpgsqlCommand(OwnId, transaction.Connection, transaction);
        return Parse(await command.ExecuteScalarAsync());
    }

    /// <summary>The number as <see cref="OwnId"/> answers it.</summary>
    public static ulong Parse(object? answer) => ulong.Parse((string)answer!, CultureInfo.InvariantCulture);

    /// <summary>Commits, and where the answer does not come finds out whether it was done.</summary>
    /// <exception cref="StorageException">It was not, or that could not be found out in time.</exception>
    public async Task CommitAsync(NpgsqlTransaction transaction, ulong id)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException e) when (PostgresFaults.IsUncertain(e))
        {
            if (!await WasCommittedAsync(id, e))
                throw new StorageException(StorageFault.Unavailable, "The records went away before the commit.", e);
        }
    }

    private async Task<bool> WasCommittedAsync(ulong id, Exception cause)
    {
        var time = WriteLimits.Clock;
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < Patience; await Task.Delay(Pause, time))
        {
            if (await StatusAsync(id) is { } status && status != "in progress")
                return status == "committed";
        }
        throw new StorageException(StorageFault.OutcomeUnknown, "The records went away during a commit.", cause);
    }

    private async Task<string?> StatusAsync(ulong id)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT pg_xact_status($1::text::xid8)");
            command.Parameters.Add(new NpgsqlParameter { Value = id.ToString(CultureInfo.InvariantCulture) });
            return await command.ExecuteScalarAsync() as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
