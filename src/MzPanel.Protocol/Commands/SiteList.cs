namespace MzPanel.Protocol.Commands;

/// <summary>The sites that the VPS has.</summary>
public static class SiteList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("site.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Sites of the VPS, as its own registry has them.", ArgsSchema.None);
}
