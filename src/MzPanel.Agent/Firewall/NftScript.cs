using System.Net.Sockets;
using System.Text;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Firewall;

/// <summary>
/// Writes the one table of ours for <c>nft --file</c>, which takes it over as a whole or not at all. Of numbers and addresses that
/// were read and written again, never of a text as it came. Pure.
/// </summary>
internal static class NftScript
{
    public const string Table = "mzpanel";

    // What an address may begin at once is what it may in a minute; who was silent that long is forgotten.
    private const string Forgotten = "2m";
    private const int MostAddresses = 65_535;

    public static string Of(FirewallSettings settings)
    {
        // Naming it first makes it where it is not: a table that is not there cannot be deleted.
        var script = new StringBuilder($"table inet {Table}\ndelete table inet {Table}\n");
        if (settings.AreNone)
            return script.ToString();
        script.Append($"table inet {Table} {{\n");
        var limits = settings.Rules.Where(r => r.Action == FirewallRule.Limit).ToList();
        foreach (var limit in limits)
            script.Append(Set(limit, "ip", "ipv4_addr")).Append(Set(limit, "ip6", "ipv6_addr"));
        script.Append(Incoming(settings, limits)).Append(Outgoing(settings));
        return script.Append("}\n").ToString();
    }

    private static string Set(FirewallRule limit, string family, string type) =>
        $"  set {limit.Id}_{family} {{ type {type}; size {MostAddresses}; flags dynamic,timeout; timeout {Forgotten}; }}\n";

    // Neighbours and addresses are found out by packets that belong to no connection.
    private static StringBuilder Incoming(FirewallSettings settings, List<FirewallRule> limits)
    {
        var policy = settings.Policy == FirewallPolicy.Drop ? FirewallPolicy.Drop : FirewallPolicy.Accept;
        var chain = new StringBuilder($"""
              chain incoming {'{'}
                type filter hook input priority filter; policy {policy};
                iif lo accept
                ct state established,related accept
                icmpv6 type {'{'} nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert, nd-redirect, mld-listener-query {'}'} accept
                udp sport 67 udp dport 68 accept
                ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept

            """);
        foreach (var limit in limits)
            chain.Append(Limit(limit, "ip")).Append(Limit(limit, "ip6"));
        foreach (var rule in settings.Sorted(FirewallArgs.In))
            chain.Append($"    {Match(rule)} {(rule.Action == FirewallRule.Allow ? "accept" : "drop")} comment \"{rule.Id}\"\n");
        return chain.Append("    meta l4proto { icmp, ipv6-icmp } accept\n  }\n");
    }

    private static StringBuilder Outgoing(FirewallSettings settings)
    {
        var rules = settings.Sorted(FirewallArgs.Out).ToList();
        if (rules.Count == 0)
            return new StringBuilder();
        var chain = new StringBuilder("""
              chain outgoing {
                type filter hook output priority filter; policy accept;
                oif lo accept
                ct state established,related accept

            """);
        foreach (var rule in rules)
            chain.Append($"    {Match(rule)} {(rule.Action == FirewallRule.Allow ? "accept" : "reject")} comment \"{rule.Id}\"\n");
        return chain.Append("  }\n");
    }

    private static string Limit(FirewallRule rule, string family) =>
        $"    {Match(rule)} ct state new add @{rule.Id}_{family} {{ {family} saddr limit rate over {rule.PerMinute}/minute burst {rule.PerMinute} packets }} drop comment \"{rule.Id}\"\n";

    private static string Match(FirewallRule rule)
    {
        var parts = new List<string>();
        if (rule.Address is { } text && NetworkAddress.Parse(text) is { } network)
            parts.Add($"{(network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? "ip6" : "ip")} {(rule.Direction == FirewallArgs.In ? "saddr" : "daddr")} {network}");
        var every = rule.Protocol == FirewallArgs.Any;
        var protocol = rule.Protocol == "udp" ? "udp" : "tcp";
        if (rule.Port is { } port && PortRange.Parse(port) is { } ports)
            parts.Add(every ? $"meta l4proto {{ tcp, udp }} th dport {ports}" : $"{protocol} dport {ports}");
        else if (!every)
            parts.Add($"meta l4proto {protocol}");
        return string.Join(' ', parts);
    }
}
