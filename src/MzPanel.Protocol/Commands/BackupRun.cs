namespace MzPanel.Protocol.Commands;

/// <summary>Takes a snapshot.</summary>
public static class BackupRun
{
    /// <summary>Name of the kind.</summary>
    public const string Name = "backup.run";

    private const int LongestS = 12 * 3600;
    private const int MostDatabases = 100;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new(Name, Lane.Mutating, true, CommandKind.Run, LongestS,
        "Takes a snapshot of files and databases with restic, which must be installed, at each destination of a plan, and removes those of the plan that its retention no longer keeps. A destination that is away fails for itself only; the job then ends with backup_incomplete and tells of each in its result.",
        ArgsSchema.Mutating(
            BackupArgs.PlanId,
            new ChoiceArg("kind", "Files and all databases, or databases alone.", BackupArgs.Full, BackupArgs.Database) { Required = true },
            new ObjectsArg("databases", "Only these; all of them where absent.", BackupArgs.OneDatabase, MostDatabases) { Only = new ArgChoice("kind", BackupArgs.Database) },
            BackupArgs.Paths("paths", "Files and folders; /etc, /home, /root, /var/www, /var/spool/cron, /usr/local, /opt and /srv without caches where absent.") with { Only = new ArgChoice("kind", BackupArgs.Full) },
            BackupArgs.Patterns with { Only = new ArgChoice("kind", BackupArgs.Full) },
            BackupArgs.Retention,
            BackupDestination.Several))
    {
        Changes = "A repository of this server at each destination, made where there was none, has one more snapshot and fewer old ones of this plan.",
        Undone = "A snapshot is there whole or not at all. What an interrupted run had already sent the next one uses, and its lock and its dumps are removed by then.",
    };
}
