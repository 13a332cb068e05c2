namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent version</c>.</summary>
internal static class VersionVerb
{
    public static Task<int> RunAsync()
    {
        Console.WriteLine("mzagent " + AgentVersion.Text);
        return Task.FromResult(ExitCode.Done);
    }
}
