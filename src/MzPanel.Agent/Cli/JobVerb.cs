using System.CommandLine;
using MzPanel.Agent.Jobs;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent job DIR</c>: the agent starts itself this way to run one command; not for people.</summary>
internal static class JobVerb
{
    public static Command Create()
    {
        var directory = new Argument<string>("dir") { Description = "Directory of the command." };
        var verb = new Command("job", "Runs one command.") { directory };
        verb.Hidden = true;
        verb.SetAction((parsed, _) => JobWorker.RunAsync(parsed.GetRequiredValue(directory)));
        return verb;
    }
}
