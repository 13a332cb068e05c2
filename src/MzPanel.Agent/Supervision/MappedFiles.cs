using System.Globalization;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Supervision;

/// <summary>
/// The program and its libraries in memory. The kernel maps whole neighbourhoods of what a start touches, and takes them back
/// only when memory is short; what is still needed comes back from its cache by itself, a page fault at a time.
/// </summary>
internal static class MappedFiles
{
    private const string Maps = "/proc/self/smaps";

    /// <summary>Lets go of every page that is the same as in its file.</summary>
    public static void Release()
    {
        try
        {
            foreach (var (start, length) in Untouched(File.ReadLines(Maps), Environment.ProcessPath))
                _ = Libc.Advise(start, length, Libc.DontNeed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel that does not say: then the pages stay.
        }
    }

    /// <summary>Start and length of the mappings of code files that cannot be written to and hold no page of their own.</summary>
    /// <param name="smaps">Lines of proc_pid_smaps(5).</param>
    /// <param name="program">Path of the program.</param>
    /// <remarks>
    /// A page of its own (relocations, made read-only afterwards) would be lost for good. And only what stays mapped while the
    /// process lives: in place of another file there may be something else by now.
    /// </remarks>
    public static IEnumerable<(nint Start, nuint Length)> Untouched(IEnumerable<string> smaps, string? program)
    {
        (nint Start, nuint Length)? mapping = null;
        foreach (var line in smaps)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Contains('-'))
                mapping = words is [_, ['r', '-', _, 'p'], _, _, _, var path, ..] && Stays(path, program) ? Range(words[0]) : null;
            else if (mapping is { } found && words is ["Anonymous:", "0", "kB"])
                yield return found;
        }
    }

    private static bool Stays(string path, string? program) =>
        path == program || (path.Contains(".so", StringComparison.Ordinal) && !path.EndsWith(".cache", StringComparison.Ordinal));

    private static (nint Start, nuint Length) Range(string range)
    {
        var dash = range.IndexOf('-');
        var start = nuint.Parse(range.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ((nint)start, nuint.Parse(range.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start);
    }
}
