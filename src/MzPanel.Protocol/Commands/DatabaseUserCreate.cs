namespace MzPanel.Protocol.Commands;

/// <summary>Makes a database user.</summary>
public static class DatabaseUserCreate
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.user.create", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Makes a user who may sign in and has no rights yet; one that is there is left as it is. A password that was made up is left in a file of root's, which the result names.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.User, DatabaseArgs.Password))
    {
        Changes = "The user is there.",
        Undone = "What the run made is removed again.",
    };
}
