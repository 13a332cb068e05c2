namespace MzPanel.Protocol.Commands;

/// <summary>Gives a user rights of a database.</summary>
public static class DatabaseGrant
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.grant", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Gives a user rights of a database in the place of those that the user had of it.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.Name, DatabaseArgs.User, DatabaseArgs.Rights))
    {
        Changes = "What the user may do in this database, with what is there and what comes later.",
        Undone = "The server takes it over as a whole or not at all; of MariaDB running it again finishes it.",
    };
}
