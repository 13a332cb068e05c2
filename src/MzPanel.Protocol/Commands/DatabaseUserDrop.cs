namespace MzPanel.Protocol.Commands;

/// <summary>Drops a database user.</summary>
public static class DatabaseUserDrop
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.user.drop", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Drops a user; one that is not there is no fault. What the user had made stays, as the owner's of its database.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.User))
    {
        Changes = "The user, the user's rights and connections, and the file with the password are gone.",
        Undone = "Not undone: running it again finishes it.",
    };
}
