namespace MzPanel.Protocol.Commands;

/// <summary>What becomes of connections that no rule decides about.</summary>
public static class FirewallPolicy
{
    /// <summary>They come in.</summary>
    public const string Accept = "accept";

    /// <summary>They do not.</summary>
    public const string Drop = "drop";

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("firewall.policy", Lane.Mutating, true, CommandKind.Run, FirewallArgs.TimeoutS,
        "Says what becomes of new connections to this VPS that no rule decides about. Answers, what is connected, ping and what addresses are given out by are never dropped.",
        ArgsSchema.Mutating(
            new ChoiceArg("policy", "Whether they are accepted or dropped.", Accept, Drop) { Required = true },
            FirewallArgs.Force))
    {
        Changes = "The policy of the incoming chain in the table mzpanel of nftables, and in /etc/mz/firewall.json.",
        Undone = FirewallArgs.Undone,
    };
}
