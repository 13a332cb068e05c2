namespace MzPanel.Agent.Commands;

/// <summary>Where a program of the VPS lies.</summary>
internal static class ProgramPath
{
    // A service's PATH may lack the sbin directories, where much of what an agent needs is.
    private static readonly string[] Usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The first program of that name in <c>PATH</c> and the usual directories, or <see langword="null"/>.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(Usual)
        .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}
