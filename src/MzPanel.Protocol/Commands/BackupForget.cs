namespace MzPanel.Protocol.Commands;

/// <summary>Removes snapshots.</summary>
public static class BackupForget
{
    private const int LongestS = 6 * 3600;
    private const int Most = 100;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("backup.forget", Lane.Mutating, true, CommandKind.Run, LongestS,
        "Removes snapshots of a plan from a destination, with what only they hold. One that is not there is no fault; one of another plan is.",
        ArgsSchema.Mutating(
            BackupDestination.One,
            BackupArgs.PlanId,
            new ListArg("snapshots", "Which ones.", BackupArgs.Snapshot, Most) { Required = true }))
    {
        Changes = "The snapshots are gone from the repository.",
        Undone = "Not undone: a snapshot that is removed stays so. Running it again finishes what was interrupted.",
    };
}
