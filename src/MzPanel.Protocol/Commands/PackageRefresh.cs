namespace MzPanel.Protocol.Commands;

/// <summary>Fetches the lists of packages.</summary>
public static class PackageRefresh
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("package.refresh", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Fetches the lists of available packages.", ArgsSchema.Mutating())
    {
        Changes = "The lists of available packages are those of now; no package changes.",
        Undone = "A list that cannot be fetched stays as it was.",
    };
}
