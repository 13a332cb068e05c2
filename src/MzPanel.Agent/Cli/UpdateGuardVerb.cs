using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Agent.Updates;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent update-guard</c>: the program before an update watches over the one after it; not for people.</summary>
internal static class UpdateGuardVerb
{
    public static async Task<int> RunAsync(AgentRoot root, bool supervised)
    {
        var files = new UpdateFiles(root);
        if (await new UpdateGuard(files, supervised, TimeProvider.System).RunAsync(CancellationToken.None))
            throw Exec.Into(files.Program, ["run", "--root", root.Path]);
        return ExitCode.Done;
    }
}

/// <summary><c>mzagent update-check</c>: the service manager asks the program before an update at each start of the one after it (mzagent.service).</summary>
internal static class UpdateCheckVerb
{
    public static Task<int> RunAsync(AgentRoot root)
    {
        new UpdateGuard(new UpdateFiles(root), supervised: true, TimeProvider.System).CountStart();
        return Task.FromResult(ExitCode.Done);
    }
}
