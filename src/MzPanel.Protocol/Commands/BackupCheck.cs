namespace MzPanel.Protocol.Commands;

/// <summary>Checks a repository.</summary>
public static class BackupCheck
{
    private const int LongestS = 12 * 3600;
    private const int Whole = 100;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("backup.check", Lane.Mutating, true, CommandKind.Run, LongestS,
        "Checks that the repository of this server at a destination is whole; with read_data_percent also what it holds, by checksums.",
        ArgsSchema.Mutating(
            BackupDestination.One,
            new NumberArg("read_data_percent", "How much of the content is read and compared, chosen anew each time; none where absent.", 1, Whole)))
    {
        Changes = "Nothing but the lock of the repository, which is gone afterwards.",
        Undone = "There is nothing to undo.",
    };
}
