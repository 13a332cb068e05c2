using System.CommandLine;
using MzPanel.Agent.Cron;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent cron-exec ENTRY</c>: what cron starts for an entry of ours.</summary>
internal static class CronExecVerb
{
    public static Command Create()
    {
        var (entry, root) = (new Argument<string>("entry") { Description = "Name of the entry.", HelpName = "ENTRY" }, RootOption.Create());
        var verb = new Command("cron-exec", "Runs a cron entry of this VPS once.") { entry, root };
        verb.SetAction((parsed, cancelled) => Chore.WithAsync(parsed, root, c => new CronRun(c, TimeProvider.System).RunAsync(parsed.GetRequiredValue(entry), cancelled)));
        return verb;
    }
}
