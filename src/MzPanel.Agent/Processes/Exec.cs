using System.Collections;

namespace MzPanel.Agent.Processes;

/// <summary>Makes another program of this process: who waits for it, and what is written to its output, stays.</summary>
internal static class Exec
{
    /// <summary>Does not return where it succeeds; otherwise says why not.</summary>
    public static unsafe IOException Into(string path, IReadOnlyList<string> arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => $"{e.Key}={e.Value}");
        // What is not given back is gone with the program.
        _ = Libc.Execute(path, Spawn.Texts([path, .. arguments]), Spawn.Texts([.. environment]));
        return Libc.Failure(path);
    }
}
