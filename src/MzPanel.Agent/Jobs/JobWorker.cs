namespace MzPanel.Agent.Jobs;

/// <summary>The process that runs one command: <c>mzagent job DIR</c>.</summary>
internal static class JobWorker
{
    public static Task<int> RunAsync(string directory) => throw new DirectoryNotFoundException(directory);
}
