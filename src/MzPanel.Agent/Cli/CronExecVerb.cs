using MzPanel.Agent.Config;
using MzPanel.Agent.Cron;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent cron-exec ENTRY</c>: what cron starts for an entry of ours.</summary>
internal static class CronExecVerb
{
    public static Task<int> RunAsync(string entry, AgentRoot root) =>
        Chore.WithAsync(root, c => new CronRun(c, TimeProvider.System).RunAsync(entry, CancellationToken.None));
}
