namespace MzPanel.Protocol.Commands;

/// <summary>The firewall of the VPS.</summary>
public static class FirewallList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("firewall.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Chains of nftables with their policies and rules.", ArgsSchema.None);
}
