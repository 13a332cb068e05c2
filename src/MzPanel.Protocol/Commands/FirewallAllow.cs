namespace MzPanel.Protocol.Commands;

/// <summary>Lets connections through the firewall.</summary>
public static class FirewallAllow
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("firewall.allow", Lane.Mutating, true, CommandKind.Run, FirewallArgs.TimeoutS,
        "Lets new connections through. Takes the place of a firewall.deny of the same port, protocol, address and direction. Among rules that fit, the one with the narrowest address decides, "
            + "then the one with fewer ports, then a deny.",
        ArgsSchema.Mutating(FirewallArgs.Port, FirewallArgs.Protocol, FirewallArgs.Address, FirewallArgs.Direction, FirewallArgs.Force).Needing("port", "address"))
    {
        Changes = "A rule in the table mzpanel of nftables, and in /etc/mz/firewall.json.",
        Undone = FirewallArgs.Undone,
    };
}
