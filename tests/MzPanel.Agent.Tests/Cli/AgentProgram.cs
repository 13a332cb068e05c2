namespace MzPanel.Agent.Tests.Cli;

/// <summary>
/// The program as built, in its own output folder: the copy beside the tests lacks the libraries that ASP.NET's framework brings
/// to the tests.
/// </summary>
internal static class AgentProgram
{
    public static string File { get; } = Locate(new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)));

    // tests/MzPanel.Agent.Tests/bin/Debug/net10.0
    private static string Locate(DirectoryInfo framework) => Path.Combine(
        framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "src", "MzPanel.Agent", "bin", framework.Parent.Name, framework.Name, "mzagent");
}
