using System.CommandLine;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent x CHORE</c>: what the VPS does for itself, also while the control plane is away.</summary>
internal static class ChoreVerb
{
    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        var renew = new Command("renew-certificates", "Renews the certificates of the sites that are due.") { RootDirectory };
        renew.SetAction((parsed, cancelled) => Chore.WithAsync(parsed, RootDirectory,
            async c => await new Renewal(c, TimeProvider.System).RunAsync(cancelled) == 0 ? ExitCode.Done : ExitCode.Failed));
        return new Command("x", "Does a chore of this VPS.") { renew, RestoreFirewall(), GuardFirewall() };
    }

    private static Command RestoreFirewall()
    {
        var verb = new Command("restore-firewall", "Loads the confirmed rules of the firewall.") { RootDirectory };
        verb.SetAction((parsed, cancelled) => Chore.WithAsync(parsed, RootDirectory, c => RestoreAsync(c, cancelled)));
        return verb;
    }

    private static Command GuardFirewall()
    {
        var (trial, stay) = (new Argument<string>("trial"), new Option<bool>("--stay"));
        var verb = new Command("guard-firewall", "Stands guard over a change of the firewall.") { trial, stay, RootDirectory };
        verb.Hidden = true;
        verb.SetAction((parsed, cancelled) => Chore.WithAsync(parsed, RootDirectory, async c =>
        {
            var (guard, id) = (new FirewallGuard(c, TimeProvider.System), parsed.GetRequiredValue(trial));
            if (!parsed.GetValue(stay))
                return await guard.StartAsync(id, ProcessWorkers.Self, cancelled) ? ExitCode.Done : ExitCode.Failed;
            await guard.RunAsync(id, cancelled);
            return ExitCode.Done;
        }));
        return verb;
    }

    private static async Task<int> RestoreAsync(CommandContext context, CancellationToken cancelled)
    {
        // What reaches past a sandbox is its owner's to allow.
        if (context.Policy.Denies(FirewallPolicy.Kind, context.Root) is { } denial)
            throw new AgentException(ExitCode.Failed, denial);
        await new FirewallTrial(context, TimeProvider.System).RestoreAsync(cancelled);
        return ExitCode.Done;
    }
}
