using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent x CHORE</c>: what the VPS does for itself, also while the control plane is away.</summary>
internal static class ChoreVerb
{
    public static Task<int> RenewCertificatesAsync(AgentRoot root) => Chore.WithAsync(root,
        async c => await new Renewal(c, TimeProvider.System).RunAsync(CancellationToken.None) == 0 ? ExitCode.Done : ExitCode.Failed);

    public static Task<int> RestoreFirewallAsync(AgentRoot root) => Chore.WithAsync(root, RestoreAsync);

    /// <summary>Stands guard over a change of the firewall, or starts the one that does.</summary>
    public static Task<int> GuardFirewallAsync(string trial, bool stay, AgentRoot root) => Chore.WithAsync(root, async c =>
    {
        var guard = new FirewallGuard(c, TimeProvider.System);
        if (!stay)
            return await guard.StartAsync(trial, ProcessWorkers.Self, CancellationToken.None) ? ExitCode.Done : ExitCode.Failed;
        await guard.RunAsync(trial, CancellationToken.None);
        return ExitCode.Done;
    });

    private static async Task<int> RestoreAsync(CommandContext context)
    {
        // What reaches past a sandbox is its owner's to allow.
        if (context.Policy.Denies(FirewallPolicy.Kind, context.Root) is { } denial)
            throw new AgentException(ExitCode.Failed, denial);
        await new FirewallTrial(context, TimeProvider.System).RestoreAsync(CancellationToken.None);
        return ExitCode.Done;
    }
}
