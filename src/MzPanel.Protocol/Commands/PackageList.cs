namespace MzPanel.Protocol.Commands;

/// <summary>Installed packages.</summary>
public static class PackageList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("package.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Installed packages, or those with a newer version.", new ArgsSchema(
            new FlagArg("upgradable", "Only packages with a newer version.")));
}
