using MzPanel.Agent.Firewall;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Says what becomes of what no rule decides about.</summary>
internal sealed class FirewallPolicyCommand(TimeProvider time) : FirewallCommand(FirewallPolicy.Kind, time)
{
    protected override (FirewallSettings?, string?) Wanted(CommandContext context, FirewallSettings before) =>
        context.Text("policy") is (FirewallPolicy.Accept or FirewallPolicy.Drop) and var policy ? (before with { Policy = policy }, null)
        : throw new SiteException("bad_args", "args.policy is not one.");
}
