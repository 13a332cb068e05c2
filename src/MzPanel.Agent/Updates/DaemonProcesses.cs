using System.Globalization;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Updates;

/// <summary>The processes that are <c>mzagent run</c> beneath a root, also those that hang before they hold anything by which they could be known.</summary>
internal static class DaemonProcesses
{
    public static IEnumerable<int> Of(AgentRoot root) => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0 && pid != Environment.ProcessId && Runs(Arguments(pid), root));

    public static void Kill(AgentRoot root)
    {
        foreach (var pid in Of(root))
            _ = Libc.SendSignal(pid, Libc.Kill);
    }

    private static bool Runs(string[] arguments, AgentRoot root)
    {
        var run = Array.IndexOf(arguments, "run");
        if (run < 1 || Path.GetFileName(arguments[run - 1]) is not ("mzagent" or "mzagent.dll"))
            return false;
        var option = Array.IndexOf(arguments, "--root", run);
        return option < 0 ? root.IsHost : option + 1 < arguments.Length && new AgentRoot(arguments[option + 1]).Path == root.Path;
    }

    private static string[] Arguments(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
