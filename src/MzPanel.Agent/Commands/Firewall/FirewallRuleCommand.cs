using MzPanel.Agent.Firewall;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Adds a rule to the firewall.</summary>
internal sealed class FirewallRuleCommand(CommandKind kind, string action, TimeProvider time) : FirewallCommand(kind, time)
{
    protected override (FirewallSettings?, string?) Wanted(CommandContext context, FirewallSettings before)
    {
        var rule = FirewallRule.Of(action, context.Text("direction"), context.Text("protocol"), context.Text("port"), context.Text("address"), context.Number("per_minute"));
        return (before.With(rule), rule.Id);
    }
}
