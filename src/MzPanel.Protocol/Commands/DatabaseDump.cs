namespace MzPanel.Protocol.Commands;

/// <summary>Dumps a database.</summary>
public static class DatabaseDump
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.dump", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Writes all that a database holds, as of one moment, into a file of root's on the VPS, which the result names.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.Name))
    {
        Changes = "The dump is there. None is ever removed by itself.",
        Undone = "What is half written is removed.",
    };
}
