using MzPanel.Agent.Firewall;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Result of <c>firewall.list</c>.</summary>
/// <param name="Chains">In the order of nftables.</param>
/// <param name="Notes">What is missing, in words for people.</param>
/// <param name="Managed">What the firewall kinds have set; it is in the table mzpanel.</param>
internal sealed record FirewallInventory(IReadOnlyList<FirewallChain> Chains, IReadOnlyList<string> Notes, FirewallSettings? Managed);

/// <summary>A chain with its rules.</summary>
internal sealed record FirewallChain
{
    /// <summary>Such as <c>inet</c> or <c>ip6</c>.</summary>
    public required string Family { get; init; }

    public required string Table { get; init; }

    public required string Chain { get; init; }

    /// <summary>Where packets come into it; absent for one that only others lead to.</summary>
    public string? Hook { get; init; }

    /// <summary>What becomes of a packet that no rule decides about.</summary>
    public string? Policy { get; init; }

    /// <summary>As nft writes them; what has no short form here is JSON.</summary>
    public required IReadOnlyList<string> Rules { get; init; }
}
