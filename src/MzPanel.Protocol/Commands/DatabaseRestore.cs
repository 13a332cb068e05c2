namespace MzPanel.Protocol.Commands;

/// <summary>Brings a database back from a dump.</summary>
public static class DatabaseRestore
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.restore", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Puts the content of a dump in the place of what a database holds; one that is not there is made. What it held before is dumped first, into a file that the result names. Those of sites are refused.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.Name, DatabaseArgs.Dump))
    {
        Changes = "The database holds what the dump does, and nothing else. Connections to it are ended.",
        Undone = "The dump is loaded into a database of its own first: one that does not load changes nothing. After that the old content is put back, where the run was killed by the next database kind.",
    };
}
