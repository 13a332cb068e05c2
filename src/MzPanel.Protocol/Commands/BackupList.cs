namespace MzPanel.Protocol.Commands;

/// <summary>What a destination has.</summary>
public static class BackupList
{
    private const int LongestS = 600;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("backup.list", Lane.ReadOnly, true, CommandKind.Run, LongestS,
        "Snapshots of this server at a destination, of one plan or of all.", new ArgsSchema(
            BackupDestination.One,
            BackupArgs.PlanId with { Required = false, Description = "Only those of this plan." }));
}
