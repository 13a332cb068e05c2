namespace MzPanel.Data;

/// <summary>Where the records are.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Connection string of a PostgreSQL database; without it the records are one SQLite file.</summary>
    public string? Postgres { get; init; }

    /// <summary>Directory of the SQLite file and of the master key; made with mode 0700 where absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// For a command that a silo may run beside: on SQLite it takes no lock, makes nothing and leaves the schema as it is. SQLite
    /// itself lets the two write one after the other.
    /// </summary>
    public bool BesideSilo { get; init; }
}
