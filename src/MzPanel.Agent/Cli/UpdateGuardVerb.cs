using System.CommandLine;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Updates;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent update-guard</c>: the program before an update watches over the one after it; not for people.</summary>
internal static class UpdateGuardVerb
{
    private static readonly Option<string> RootDirectory = RootOption.Create();

    private static readonly Option<bool> Supervised = new("--supervised") { Description = "A service manager starts the agent." };

    public static Command Create()
    {
        var verb = new Command("update-guard", "Watches over an update.") { RootDirectory, Supervised };
        verb.Hidden = true;
        verb.SetAction((parsed, cancelled) => RunAsync(parsed.Root(RootDirectory), parsed.GetValue(Supervised), cancelled));
        return verb;
    }

    private static async Task<int> RunAsync(AgentRoot root, bool supervised, CancellationToken cancelled)
    {
        var files = new UpdateFiles(root);
        if (await new UpdateGuard(files, supervised, TimeProvider.System).RunAsync(cancelled))
            throw Exec.Into(files.Program, ["run", "--root", root.Path]);
        return ExitCode.Done;
    }
}

/// <summary><c>mzagent update-check</c>: the service manager asks the program before an update at each start of the one after it (mzagent.service).</summary>
internal static class UpdateCheckVerb
{
    private static readonly Option<string> RootDirectory = RootOption.Create();

    public static Command Create()
    {
        var verb = new Command("update-check", "Puts the program before an update back where the new one keeps falling.") { RootDirectory };
        verb.Hidden = true;
        verb.SetAction(parsed =>
        {
            new UpdateGuard(new UpdateFiles(parsed.Root(RootDirectory)), supervised: true, TimeProvider.System).CountStart();
            return ExitCode.Done;
        });
        return verb;
    }
}
