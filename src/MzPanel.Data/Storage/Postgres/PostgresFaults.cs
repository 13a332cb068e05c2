using Npgsql;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>PostgreSQL's error codes (appendix A of its manual).</summary>
internal static class PostgresFaults
{
    // Npgsql has no name for it.
    private const string IdleInTransaction = "25P03";

    public static Exception Translate(NpgsqlException e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } conflict => new RecordConflictException(conflict.ConstraintName ?? "", e),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new StorageException(StorageFault.Full, "No room left for the records.", e),
        PostgresException refused when !IsAway(refused.SqlState) => e,
        _ => new StorageException(StorageFault.Unavailable, "The records are not reached.", e),
    };

    /// <summary>Whether the server may have gone on without us: then an answer to COMMIT that did not come says nothing.</summary>
    public static bool IsUncertain(NpgsqlException e) => e is not PostgresException refused || IsAway(refused.SqlState);

    private static bool IsAway(string state) =>
        state[..2] is "08" or "53" or "57" or "58" or "XX" or "28" or "3D"
        || state is PostgresErrorCodes.ReadOnlySqlTransaction or IdleInTransaction or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
