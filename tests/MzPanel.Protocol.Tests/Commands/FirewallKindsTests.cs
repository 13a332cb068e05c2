using MzPanel.Protocol.Commands;

namespace MzPanel.Protocol.Tests.Commands;

public sealed class FirewallKindsTests
{
    [Theory]
    [InlineData("192.0.2.7"), InlineData("192.0.2.0/24"), InlineData("0.0.0.0/0"), InlineData("2001:db8::/32"), InlineData("2001:DB8::1"), InlineData("::1"), InlineData("fe80::/10")]
    public void An_address_or_a_network_is_accepted(string address) => Assert.Empty(FirewallAllow.Kind.Args.Check(Args.Text("address", address)));

    [Theory]
    [InlineData(""), InlineData("1"), InlineData("127.1"), InlineData("010.0.0.1"), InlineData("0x7f.0.0.1"), InlineData("256.0.0.1"), InlineData("192.0.2.7/24"), InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/"), InlineData("2001:db8::1/32"), InlineData("::ffff:192.0.2.7"), InlineData("fe80::1%eth0"), InlineData("[::1]"), InlineData("192.0.2.7\n"), InlineData("example.org")]
    [InlineData("192.0.2.0/024 "), InlineData("192.0.2.1-192.0.2.9"), InlineData("a"), InlineData("::1/129"), InlineData("1.2.3.4.5")]
    public void What_is_none_is_refused(string address) => Assert.Equal(["args.address"], FirewallAllow.Kind.Args.Check(Args.Text("address", address)).Keys);

    [Theory]
    [InlineData("{}", true), InlineData("""{"protocol":"udp","direction":"out"}""", true), InlineData("""{"port":null,"address":null}""", true)]
    [InlineData("""{"port":"22"}""", false), InlineData("""{"address":"::1"}""", false), InlineData("""{"port":"22","address":"::1"}""", false)]
    public void A_rule_for_everything_is_refused_before_it_is_queued(string args, bool refused)
    {
        foreach (var kind in new[] { FirewallAllow.Kind, FirewallDeny.Kind })
            Assert.Equal(refused ? [("args.port", "is required, or address is")] : [], kind.Args.Check(Args.Of(args)).Select(f => (f.Key, f.Value.Single())));
    }

    [Theory, InlineData("1"), InlineData("65535"), InlineData("8000-8100"), InlineData("22-22")]
    public void A_port_or_several_are_accepted(string port) => Assert.Empty(FirewallDeny.Kind.Args.Check(Args.Text("port", port)));

    [Theory, InlineData("0"), InlineData("65536"), InlineData("22-21"), InlineData("-22"), InlineData("22-"), InlineData("022"), InlineData("22,23"), InlineData("http"), InlineData("22\n"), InlineData("1-2-3"), InlineData("99999")]
    public void What_is_no_port_is_refused(string port) => Assert.Equal(["args.port"], FirewallDeny.Kind.Args.Check(Args.Text("port", port)).Keys);

    [Theory]
    [InlineData("""{"port":"22","per_minute":5}""", true), InlineData("""{"port":"22"}""", false), InlineData("""{"per_minute":5}""", false)]
    [InlineData("""{"port":"22","per_minute":0}""", false), InlineData("""{"port":"22","per_minute":5,"protocol":"any"}""", false)]
    public void A_limit_needs_a_port_and_a_number(string args, bool good) => Assert.Equal(good, FirewallLimit.Kind.Args.Check(Args.Of(args)).Count == 0);

    [Theory, InlineData("fw_0123456789ab", true), InlineData("fw_0123456789AB", false), InlineData("fw_", false), InlineData("x", false)]
    public void A_rule_is_named_by_its_identifier(string rule, bool good) => Assert.Equal(good, FirewallRemove.Kind.Args.Check(Args.Text("rule", rule)).Count == 0);

    [Theory, InlineData("accept", true), InlineData("drop", true), InlineData("reject", false), InlineData("", false)]
    public void A_policy_is_one_of_two(string policy, bool good) => Assert.Equal(good, FirewallPolicy.Kind.Args.Check(Args.Text("policy", policy)).Count == 0);
}
