namespace MzPanel.Protocol.Commands;

/// <summary>Keeps connections out, or in.</summary>
public static class FirewallDeny
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("firewall.deny", Lane.Mutating, true, CommandKind.Run, FirewallArgs.TimeoutS,
        "Drops new connections to this VPS, or refuses those from it; what is connected stays so. Takes the place of a firewall.allow of the same port, protocol, address and direction.",
        ArgsSchema.Mutating(FirewallArgs.Port, FirewallArgs.Protocol, FirewallArgs.Address, FirewallArgs.Direction, FirewallArgs.Force).Needing("port", "address"))
    {
        Changes = "A rule in the table mzpanel of nftables, and in /etc/mz/firewall.json.",
        Undone = FirewallArgs.Undone,
    };
}
