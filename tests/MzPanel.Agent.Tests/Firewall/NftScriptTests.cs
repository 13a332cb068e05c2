using MzPanel.Agent.Firewall;
using static MzPanel.Agent.Tests.Firewall.FirewallSettingsTests;

namespace MzPanel.Agent.Tests.Firewall;

public sealed class NftScriptTests
{
    [Fact]
    public void Where_nothing_is_set_there_is_no_table() =>
        Assert.Equal("table inet mzpanel\ndelete table inet mzpanel\n", NftScript.Of(new FirewallSettings()));

    // As nft says it back: in a network of its own.
    [Fact]
    public void The_real_nft_takes_over_every_form_of_a_rule()
    {
        var settings = With(
            Allow("22"), Allow("80-90", "192.0.2.0/24"), Deny(address: "2001:db8::/32"), Deny("53", protocol: "any"), Allow("53", "192.0.2.7", "udp"), Deny("25", direction: "out"),
            Deny(address: "192.0.2.9", direction: "out"), FirewallRule.Of("limit", null, null, "22", null, 6)) with { Policy = "drop" };
        using var network = new OwnNetwork();
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, NftScript.Of(settings));
            network.RunInside("nft", "--file", file);
            network.RunInside("nft", "--file", file);
        }
        finally
        {
            File.Delete(file);
        }
        var lines = network.RunInside("nft", "list", "table", "inet", "mzpanel").Split('\n').Select(l => l.Trim()).ToList();
        Assert.Contains("type filter hook input priority filter; policy drop;", lines);
        Assert.Equal(
            ["tcp dport 22 ct state new add @fw_", "tcp dport 22 ct state new add @fw_", "ip saddr 192.0.2.7 udp dport 53 accept", "ip6 saddr 2001:db8::/32 drop",
                "ip saddr 192.0.2.0/24 tcp dport 80-90 accept", "meta l4proto { tcp, udp } th dport 53 drop", "tcp dport 22 accept", "ip daddr 192.0.2.9 reject", "tcp dport 25 reject"],
            lines.Where(l => l.Contains("comment \"fw_", StringComparison.Ordinal)).Select(Short));
    }

    // Without the names of sets and rules, and without what nft adds to a reject.
    private static string Short(string line)
    {
        string[] ends = [" comment", " with icmp"];
        return line.Contains("add @", StringComparison.Ordinal) ? line[..(line.IndexOf('_') + 1)] : line[..ends.Select(e => line.IndexOf(e, StringComparison.Ordinal)).Where(at => at > 0).Min()];
    }
}
