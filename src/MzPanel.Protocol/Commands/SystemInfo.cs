namespace MzPanel.Protocol.Commands;

/// <summary>What the VPS is.</summary>
public static class SystemInfo
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("system.info", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Facts about the VPS: system, processor, memory, disks.", ArgsSchema.None);
}
