using System.Text.Json.Serialization;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Firewall;

/// <summary>What this VPS lets through (<c>/etc/mz/firewall.json</c>): always something that was confirmed.</summary>
internal sealed record FirewallSettings
{
    private const int MostRules = 500;

    // What is left then comes by IPv6, which many do not have.
    private const string EverybodyOverIPv4 = "0.0.0.0/0";

    public string Policy { get; init; } = FirewallPolicy.Accept;

    /// <summary>One for each match, in no order that matters.</summary>
    public IReadOnlyList<FirewallRule> Rules { get; init; } = [];

    /// <summary>Then the table is not there at all.</summary>
    [JsonIgnore]
    public bool AreNone => Policy == FirewallPolicy.Accept && Rules.Count == 0;

    public FirewallSettings With(FirewallRule rule) => Rules.Count < MostRules || Rules.Any(r => r.Id == rule.Id)
        ? this with { Rules = [.. Rules.Where(r => r.Id != rule.Id), rule] }
        : throw new Sites.SiteException("too_many", $"There are {MostRules} rules already: remove one first.");

    public FirewallSettings Without(string id) => this with { Rules = [.. Rules.Where(r => r.Id != id)] };

    /// <summary>Whether somebody could still begin a TCP connection to a port from somewhere.</summary>
    public bool Admits(int port)
    {
        foreach (var rule in Sorted(FirewallArgs.In).Where(r => r.Covers(port)))
            if (rule.Action == FirewallRule.Allow)
                return true;
            else if (rule.Address is null or EverybodyOverIPv4)
                return false;
        return Policy == FirewallPolicy.Accept;
    }

    /// <summary>Rules of a direction, but for limits: the narrowest address first, then the fewest ports, then what denies.</summary>
    public IEnumerable<FirewallRule> Sorted(string direction)
    {
        var sorted = Rules.Where(r => r.Action != FirewallRule.Limit && r.Direction == direction).ToList();
        sorted.Sort(FirewallRule.Compare);
        return sorted;
    }
}
