using System.Globalization;
using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>
/// Reads back whether a transaction was committed whose COMMIT was never answered. PostgreSQL remembers it by the
/// transaction's number, also across a crash of its own.
/// </summary>
internal sealed class PostgresOutcomes(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Number of the running transaction, as text.</summary>
    public const string OwnId = "SELECT pg_current_xact_id()::text";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="StorageException">It could not be found out in time.</exception>
    public async Task<bool> WasCommittedAsync(ulong id, Exception cause)
    {
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
