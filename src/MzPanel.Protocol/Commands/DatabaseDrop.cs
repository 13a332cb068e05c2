namespace MzPanel.Protocol.Commands;

/// <summary>Drops a database.</summary>
public static class DatabaseDrop
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.drop", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Drops a database after a dump of it, whose path the result names; one that is not there is no fault. Those of sites and of the server itself are refused.",
        ArgsSchema.Mutating(DatabaseArgs.Engine, DatabaseArgs.Port, DatabaseArgs.Name))
    {
        Changes = "The database is gone, and who had rights of it has them no more; the dump lies in a folder that root alone may enter.",
        Undone = "Until the dump is whole nothing is dropped. A drop that is interrupted is finished by running it again; what the database held is in the dump.",
    };
}
