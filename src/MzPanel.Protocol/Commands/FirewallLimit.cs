namespace MzPanel.Protocol.Commands;

/// <summary>Limits how many connections an address may begin.</summary>
public static class FirewallLimit
{
    private const int MostPerMinute = 100_000;

    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("firewall.limit", Lane.Mutating, true, CommandKind.Run, FirewallArgs.TimeoutS,
        "Drops what one address begins of new connections to a port beyond a number per minute, before any other rule; another number takes the place of the one before.",
        ArgsSchema.Mutating(
            FirewallArgs.Port with { Required = true, Description = "Port, or the first and the last of several." },
            new ChoiceArg("protocol", "tcp where absent.", "tcp", "udp"),
            new NumberArg("per_minute", "New connections per minute and address.", 1, MostPerMinute) { Required = true }))
    {
        Changes = "A rule in the table mzpanel of nftables, and in /etc/mz/firewall.json.",
        Undone = FirewallArgs.Undone,
    };
}
