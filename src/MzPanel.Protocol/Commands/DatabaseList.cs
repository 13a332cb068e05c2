namespace MzPanel.Protocol.Commands;

/// <summary>The databases that the VPS has.</summary>
public static class DatabaseList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("database.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Databases of MariaDB and PostgreSQL on the VPS with their sizes, and why there are none of one of them.", ArgsSchema.None);
}
