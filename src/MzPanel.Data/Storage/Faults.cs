using Microsoft.Data.Sqlite;
using MzPanel.Data.Storage.Postgres;
using MzPanel.Data.Storage.Sqlite;
using Npgsql;

namespace MzPanel.Data.Storage;

/// <summary>What an exception of either provider means.</summary>
internal static class Faults
{
    /// <summary>The storage fault or conflict behind it; the exception itself where it is a mistake of the program.</summary>
    public static Exception Translate(Exception exception) => exception switch
    {
        SqliteException sqlite => SqliteFaults.Translate(sqlite),
        NpgsqlException postgres => PostgresFaults.Translate(postgres),
        _ => exception,
    };

    public static bool IsDeadlock(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };
}
