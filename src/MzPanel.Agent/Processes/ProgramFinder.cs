namespace MzPanel.Agent.Processes;

/// <summary>Where a program lies. The search path is fixed: the daemon's own environment must not decide what root runs.</summary>
internal static class ProgramFinder
{
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The path of a program; a name that is nowhere comes back as it is and fails to start as "not found".</summary>
    public static string Find(string program) => program.Contains('/') ? program : Candidates(program).FirstOrDefault(File.Exists) ?? "/usr/bin/" + program;

    /// <summary>Whether the VPS has a program.</summary>
    public static bool Has(string program) => Candidates(program).Any(File.Exists);

    private static IEnumerable<string> Candidates(string program) => SearchPath.Split(':').Select(d => Path.Combine(d, program));
}
