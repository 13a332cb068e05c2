using System.CommandLine;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Tls;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent x CHORE</c>: what the VPS does for itself, also while the control plane is away.</summary>
internal static class ChoreVerb
{
    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        var renew = new Command("renew-certificates", "Renews the certificates of the sites that are due.") { RootDirectory };
        renew.SetAction((parsed, cancelled) => RenewAsync(parsed.Root(RootDirectory), parsed.InvocationConfiguration.Error, cancelled));
        return new Command("x", "Does a chore of this VPS.") { renew };
    }

    private static async Task<int> RenewAsync(AgentRoot root, TextWriter error, CancellationToken cancelled)
    {
        using var stop = new StopRequest(TimeProvider.System);
        using var noArguments = JsonDocument.Parse("{}");
        var context = new CommandContext(noArguments.RootElement, root, LocalPolicy.Read(root), new ConsoleLog(error), new Programs(stop));
        try
        {
            return await new Renewal(context, TimeProvider.System).RunAsync(cancelled) == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        catch (SiteException e)
        {
            throw new AgentException(ExitCode.Failed, $"{e.Code}: {e.Message}", e);
        }
    }
}
