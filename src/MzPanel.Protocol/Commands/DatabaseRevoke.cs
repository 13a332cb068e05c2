namespace MzPanel.Protocol.Commands;

/// <summary>Takes a user's rights of a database away.</summary>
public static class DatabaseRevoke
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.revoke", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Takes all rights of a database away from a user.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.Name, DatabaseArgs.User))
    {
        Changes = "The user may do nothing in this database; connections that are open may stay.",
        Undone = "The server takes it over as a whole or not at all; of MariaDB running it again finishes it.",
    };
}
