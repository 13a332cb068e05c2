namespace MzPanel.Data;

/// <summary>Another process has the SQLite directory open.</summary>
public sealed class DatabaseLockedException : Exception
{
    /// <summary>Makes one for a directory.</summary>
    public DatabaseLockedException(string directory, Exception? inner = null) : base(
        $"Another MzPanel process uses {directory}. SQLite serves one silo: stop the other one, give this one its own Storage:DataDirectory, or set Storage:Postgres to run several.",
        inner)
    {
    }
}

/// <summary>The records were written by a program that this one is too old for.</summary>
public sealed class SchemaTooNewException : Exception
{
    /// <summary>Makes one.</summary>
    public SchemaTooNewException(long known, long compatibleFrom) : base(
        $"The records need a newer MzPanel: this program knows schema {known}, the records require at least {compatibleFrom}. Start the version that last used them, or a later one.")
    {
    }
}

/// <summary>There are no records that a command could work on.</summary>
public sealed class RecordsMissingException : Exception
{
    /// <summary>Makes one for a directory.</summary>
    public RecordsMissingException(string directory) : base(
        $"There are no records of this version in {directory}. Name the silo's Storage:DataDirectory, or start the silo once so that it makes them.")
    {
    }
}

/// <summary>The master key is missing, not private, or not the one the records were sealed with.</summary>
public sealed class MasterKeyException : Exception
{
    /// <summary>Makes one.</summary>
    public MasterKeyException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
