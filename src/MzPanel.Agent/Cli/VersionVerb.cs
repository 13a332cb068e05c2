using System.CommandLine;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent version</c>.</summary>
internal static class VersionVerb
{
    public static Command Create()
    {
        var verb = new Command("version", "Prints the version.");
        verb.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine("mzagent " + AgentVersion.Text));
        return verb;
    }
}
