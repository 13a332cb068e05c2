using System.CommandLine;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
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
        renew.SetAction((parsed, cancelled) => WithAsync(parsed, async c =>
        {
            if (await new Renewal(c, TimeProvider.System).RunAsync(cancelled) > 0)
                throw new AgentException(ExitCode.Failed, "not every certificate is as it should be");
        }));
        return new Command("x", "Does a chore of this VPS.") { renew, RestoreFirewall(), GuardFirewall() };
    }

    private static Command RestoreFirewall()
    {
        var verb = new Command("restore-firewall", "Loads the confirmed rules of the firewall.") { RootDirectory };
        verb.SetAction((parsed, cancelled) => WithAsync(parsed, c => RestoreAsync(c, cancelled)));
        return verb;
    }

    private static Command GuardFirewall()
    {
        var (trial, stay) = (new Argument<string>("trial"), new Option<bool>("--stay"));
        var verb = new Command("guard-firewall", "Stands guard over a change of the firewall.") { trial, stay, RootDirectory };
        verb.Hidden = true;
        verb.SetAction((parsed, cancelled) => WithAsync(parsed, async c =>
        {
            var (guard, id) = (new FirewallGuard(c, TimeProvider.System), parsed.GetRequiredValue(trial));
            if (parsed.GetValue(stay))
                await guard.RunAsync(id, cancelled);
            else if (!await guard.StartAsync(id, ProcessWorkers.Self, cancelled))
                throw new AgentException(ExitCode.Failed, "no guard came");
        }));
        return verb;
    }

    private static Task RestoreAsync(CommandContext context, CancellationToken cancelled) =>
        // What reaches past a sandbox is its owner's to allow.
        context.Policy.Denies(FirewallPolicy.Kind, context.Root) is { } denial
            ? throw new AgentException(ExitCode.Failed, denial) : new FirewallTrial(context, TimeProvider.System).RestoreAsync(cancelled);

    private static async Task<int> WithAsync(ParseResult parsed, Func<CommandContext, Task> work)
    {
        var root = parsed.Root(RootDirectory);
        using var stop = new StopRequest(TimeProvider.System);
        using var noArguments = JsonDocument.Parse("{}");
        try
        {
            await work(new CommandContext(
                noArguments.RootElement, root, LocalPolicy.Read(root), new ConsoleLog(parsed.InvocationConfiguration.Error), new Programs(stop)));
            return ExitCode.Done;
        }
        catch (SiteException e)
        {
            throw new AgentException(ExitCode.Failed, $"{e.Code}: {e.Message}", e);
        }
    }
}
