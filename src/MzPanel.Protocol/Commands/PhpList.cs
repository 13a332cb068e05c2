namespace MzPanel.Protocol.Commands;

/// <summary>Versions of PHP.</summary>
public static class PhpList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("php.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Versions of PHP that are installed, or could be from the archives that the VPS knows, with the sites of each.", ArgsSchema.None);
}
