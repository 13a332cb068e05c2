namespace MzPanel.Protocol.Commands;

/// <summary>Makes a database.</summary>
public static class DatabaseCreate
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.create", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Makes an empty database; one that is there is left as it is.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.NewName))
    {
        Changes = "The database is there. In PostgreSQL also three roles without a password, for those who may do all, write and read.",
        Undone = "What the run made is removed again.",
    };
}
