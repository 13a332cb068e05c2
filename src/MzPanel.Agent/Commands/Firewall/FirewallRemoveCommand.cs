using MzPanel.Agent.Firewall;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>Removes a rule of ours; one that is not there is no fault.</summary>
internal sealed class FirewallRemoveCommand(TimeProvider time) : FirewallCommand(FirewallRemove.Kind, time)
{
    protected override (FirewallSettings?, string?) Wanted(CommandContext context, FirewallSettings before)
    {
        var id = context.Text("rule")!;
        if (before.Rules.Any(r => r.Id == id))
            return (before.Without(id), null);
        context.Log.Write(LogLine.Stdout, "There is no such rule");
        return (null, null);
    }
}
