namespace MzPanel.Protocol.Commands;

/// <summary>Takes a rule of ours away.</summary>
public static class FirewallRemove
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("firewall.remove", Lane.Mutating, true, CommandKind.Run, FirewallArgs.TimeoutS,
        "Removes a rule that firewall.allow, firewall.deny or firewall.limit made. One that is not there is no fault.",
        ArgsSchema.Mutating(FirewallArgs.Rule, FirewallArgs.Force))
    {
        Changes = "The rule is gone from the table mzpanel of nftables and from /etc/mz/firewall.json.",
        Undone = FirewallArgs.Undone,
    };
}
