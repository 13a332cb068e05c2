namespace MzPanel.Agent.Processes;

/// <summary>Where a program lies. The search path is fixed: the daemon's own environment must not decide what root runs.</summary>
internal static class ProgramFinder
{
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The path of a program; a name that is nowhere comes back as it is and fails to start as "not found".</summary>
    public static string Find(string program) => program.Contains('/') ? program
        : SearchPath.Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists) ?? "/usr/bin/" + program;
}
