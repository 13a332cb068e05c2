using Microsoft.Data.Sqlite;

namespace MzPanel.Data.Storage.Sqlite;

/// <summary>SQLite's result codes (https://sqlite.org/rescode.html).</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int IoErrorShmSize = 4874;
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;

    public static Exception Translate(SqliteException e) => (e.SqliteErrorCode, e.SqliteExtendedErrorCode) switch
    {
        (Full, _) or (_, IoErrorShmSize) => new StorageException(StorageFault.Full, "No room left for the records.", e),
        (Busy or Locked or ReadOnly or IoError or CannotOpen, _) => new StorageException(StorageFault.Unavailable, "The records are not reached.", e),
        (_, ConstraintUnique or ConstraintPrimaryKey) => new RecordConflictException(Columns(e.Message), e),
        _ => e,
    };

    /// <summary>A commit that failed on the disk may still be in the journal when the file is opened again.</summary>
    public static Exception AtCommit(SqliteException e) => e.SqliteErrorCode == IoError && e.SqliteExtendedErrorCode != IoErrorShmSize
        ? new StorageException(StorageFault.OutcomeUnknown, "The disk did not confirm a commit.", e)
        : Translate(e);

    /// <summary>"UNIQUE constraint failed: jobs.server_id, jobs.lane_slot" names columns where PostgreSQL names the index.</summary>
    private static string Columns(string message)
    {
        const string Mark = "constraint failed: ";
        var start = message.IndexOf(Mark, StringComparison.Ordinal);
        return start < 0 ? message : message[(start + Mark.Length)..].TrimEnd('.', '\'');
    }
}
