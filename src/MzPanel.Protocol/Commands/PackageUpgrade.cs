namespace MzPanel.Protocol.Commands;

/// <summary>Brings packages to their newest version.</summary>
public static class PackageUpgrade
{
    private const int MostNames = 200;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("package.upgrade", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Brings packages to the newest version that the VPS knows of; all of them where no names are given.", ArgsSchema.Mutating(
            new ListArg("names", "Only these, which must be installed.", PackageName.Arg("name", "Package."), MostNames),
            new FlagArg("security_only", "Only what a security archive offers.")))
    {
        Changes = "Installed packages are newer, and what they need is installed; nothing is removed. Configuration files that were changed by hand stay.",
        Undone = "Not undone: packages that are done stay; the next run finishes what was interrupted (dpkg --configure) before it goes on.",
    };
}
