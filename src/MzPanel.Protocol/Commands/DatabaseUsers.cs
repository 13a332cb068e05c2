namespace MzPanel.Protocol.Commands;

/// <summary>The users of the databases.</summary>
public static class DatabaseUsers
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.users", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Users of MariaDB and PostgreSQL who may sign in, with the databases that they have rights of, and why there are none of one of them.", ArgsSchema.None);
}
