using MzPanel.Agent.Firewall;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Sandboxes;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Tests.Firewall;

public sealed class FirewallSettingsTests : IDisposable
{
    private readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_rule_for_everything_is_none_wherever_it_comes_from() =>
        Assert.Equal("bad_args", Assert.Throws<SiteException>(() => FirewallRule.Of(FirewallRule.Deny, null, "udp", null, null)).Code);

    [Fact]
    public void The_narrowest_address_decides_then_the_fewest_ports_then_what_denies()
    {
        var sorted = With(Allow("22"), Deny("20-30"), Deny(address: "10.0.0.0/8"), Allow("22", "10.1.0.0/16"), Deny("22", protocol: "any"), Allow("22", direction: "out"));
        Assert.Equal(["allow in tcp 22 10.1.0.0/16", "deny in 10.0.0.0/8", "deny in any 22", "allow in tcp 22", "deny in tcp 20-30"],
            sorted.Sorted("in").Select(r => r.ToString()));
    }

    [Fact]
    public void A_rule_takes_the_place_of_one_with_the_same_match_whatever_it_does()
    {
        var settings = With(Allow("22"), Deny("22"), FirewallRule.Of("limit", null, null, "22", null, 5), FirewallRule.Of("limit", null, null, "22", null, 9));
        Assert.Equal(["deny in tcp 22", "limit in tcp 22 to 9 per minute"], settings.Rules.Select(r => r.ToString()));
        Assert.Equal(Allow("22", "192.0.2.7").Id, Allow("22", "192.0.2.7/32").Id);
        Assert.Equal(Allow("22", "2001:DB8::/32").Id, Allow("22", "2001:db8:0::/32").Id);
    }

    [Fact]
    public void A_port_is_admitted_as_long_as_somebody_can_come_in_by_it()
    {
        Assert.True(With().Admits(22));
        Assert.False((With() with { Policy = "drop" }).Admits(22));
        Assert.True((With(Allow("20-30")) with { Policy = "drop" }).Admits(22));
        Assert.True((With(Allow("22", "192.0.2.7")) with { Policy = "drop" }).Admits(22));
        Assert.False((With(Allow("22", protocol: "udp"), Allow("22", direction: "out"), Allow("23")) with { Policy = "drop" }).Admits(22));
        Assert.False(With(Deny("22")).Admits(22));
        Assert.True(With(Deny("22", "192.0.2.0/24")).Admits(22));
        Assert.True(With(Deny("22"), Allow(address: "192.0.2.7")).Admits(22));
        Assert.False(With(Deny("22", "0.0.0.0/0")).Admits(22));
        Assert.False(With(Deny(address: "0.0.0.0/0"), Allow("22")).Admits(22));
        Assert.True(With(Deny("22", "0.0.0.0/0"), Allow("22", "2001:db8::/32")).Admits(22));
    }

    [Fact]
    public void There_is_an_end_to_the_number_of_rules()
    {
        var full = new FirewallSettings { Rules = [.. Enumerable.Range(1, 500).Select(p => Allow($"{p}"))] };
        Assert.Equal("too_many", Assert.Throws<SiteException>(() => full.With(Allow("600"))).Code);
        Assert.Equal(500, full.With(Deny("400")).Rules.Count);
    }

    [Theory]
    [InlineData("""{"policy":"reject","rules":[]}""")]
    [InlineData("""{"policy":"drop","rules":[{"id":"fw_000000000000","action":"allow","direction":"in","protocol":"tcp","port":"22"}]}""")]
    [InlineData("""{"policy":"drop","rules":[{"id":"x","action":"accept; flush ruleset","direction":"in","protocol":"tcp","port":"22"}]}""")]
    [InlineData("""{"policy":"drop","rules":[{"id":"x","action":"allow","direction":"in","protocol":"tcp","port":"22 accept; flush ruleset"}]}""")]
    [InlineData("""{"policy":"drop","rules":[{"id":"x","action":"allow","direction":"in","protocol":"tcp","address":"fe80::1%eth0"}]}""")]
    [InlineData("{")]
    [InlineData("null")]
    public void What_is_stored_is_trusted_no_more_than_what_comes_in(string stored)
    {
        sandbox.Put("/etc/mz/firewall.json", stored);
        Assert.Equal("bad_registry", Assert.Throws<SiteException>(() => FirewallFile.Read(sandbox.Root)).Code);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var settings = With(Allow("22", "192.0.2.0/24"), Deny("25", direction: "out"), FirewallRule.Of("limit", null, "udp", "53", null, 9)) with { Policy = "drop" };
        FirewallFile.Write(sandbox.Root, settings);
        var read = FirewallFile.Read(sandbox.Root);
        Assert.Equal((settings.Policy, 3), (read.Policy, read.Rules.Count));
        Assert.Equal(settings.Rules, read.Rules);
    }

    internal static FirewallSettings With(params FirewallRule[] rules) => rules.Aggregate(new FirewallSettings(), (all, rule) => all.With(rule));

    internal static FirewallRule Allow(string? port = null, string? address = null, string? protocol = null, string direction = FirewallArgs.In) =>
        FirewallRule.Of(FirewallRule.Allow, direction, protocol, port, address);

    internal static FirewallRule Deny(string? port = null, string? address = null, string? protocol = null, string direction = FirewallArgs.In) =>
        FirewallRule.Of(FirewallRule.Deny, direction, protocol, port, address);
}
