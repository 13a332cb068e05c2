namespace MzPanel.Protocol.Commands;

/// <summary>Brings back what a snapshot holds.</summary>
public static class BackupRestore
{
    private const int LongestS = 12 * 3600;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("backup.restore", Lane.Mutating, true, CommandKind.Run, LongestS,
        "Brings back a snapshot, some paths of it or one database of it, and checks what was written by its checksums.",
        ArgsSchema.Mutating(
            BackupDestination.One,
            BackupArgs.PlanId,
            BackupArgs.Snapshot,
            BackupArgs.Target,
            BackupArgs.Paths("include", "Only these files and folders; everything where absent."),
            BackupArgs.OneDatabase with { Description = "Only this database: loaded in the place of the one of that name (in_place), or its dump left in the folder." })
            .NotBoth("database", "include"))
    {
        Changes = "Files are as in the snapshot, with their owners, modes and times; those that the snapshot does not hold stay. A database is as in the snapshot.",
        Undone = "Files that were written stay, and running it again finishes it. Of a database, what was there before is loaded again; where that fails too, the error names the file that holds it.",
    };
}
