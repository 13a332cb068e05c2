namespace MzPanel.Protocol.Commands;

/// <summary>Changes a database user's password.</summary>
public static class DatabaseUserPassword
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.user.password", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Gives a user another password. One that was made up is left in a file of root's, which the result names.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.User, DatabaseArgs.Password))
    {
        Changes = "The user signs in with the new password only; connections that are open stay.",
        Undone = "The password and the file from before are as they were.",
    };
}
