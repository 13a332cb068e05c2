using MzPanel.Agent.Firewall;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Firewall;

/// <summary>What the kinds that change the firewall share.</summary>
internal abstract class FirewallCommand(CommandKind kind, TimeProvider time) : ICommand
{
    public CommandKind Kind => kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            if (!Environment.IsPrivilegedProcess)
                return CommandResult.Fail("needs_root", "Only root can change the firewall: the agent does not run as root.");
            var before = FirewallFile.Read(context.Root);
            var (wanted, rule) = Wanted(context, before);
            if (wanted is not null)
                await new FirewallChange(context, time).ApplyAsync(before, wanted, cancelled);
            return CommandResult.Done(new FirewallResult(rule, wanted ?? before), CommandsJson.Plain.FirewallResult);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    /// <summary>What the settings are to be, <see langword="null"/> where there is nothing to do, and the rule it is about.</summary>
    protected abstract (FirewallSettings? Wanted, string? Rule) Wanted(CommandContext context, FirewallSettings before);
}

/// <summary>Result of the kinds that change the firewall.</summary>
/// <param name="Rule">Identifier of the rule that was made.</param>
/// <param name="Managed">All that is set now.</param>
internal sealed record FirewallResult(string? Rule, FirewallSettings Managed);
