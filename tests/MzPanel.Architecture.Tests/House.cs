namespace MzPanel.Architecture.Tests;

/// <summary>The checked-out house: its projects and its source files.</summary>
internal static class House
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Every project of the house, by name.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } = new[] { "src", "tests", "bench" }
        .Select(top => Path.Combine(Root, top)).Where(Directory.Exists)
        .SelectMany(top => Directory.EnumerateFiles(top, "*.csproj", SearchOption.AllDirectories))
        .Select(Project.Read).ToDictionary(p => p.Name);

    public static IEnumerable<Project> Floors => Projects.Values.Where(p => p.Path.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>Source files below a folder, by path from the root.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(RelativePath).Where(p => !p.Split('/').Any(part => part is "obj" or "bin"));

    /// <summary>Source files of the dashboard, by path from the root.</summary>
    public static IEnumerable<string> Scripts => Directory.EnumerateFiles(Path.Combine(Root, "src/MzPanel.Dashboard/src"), "*.ts*", SearchOption.AllDirectories)
        .Select(RelativePath).Where(p => !p.EndsWith("schema.d.ts", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string RelativePath(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "MzPanel.sln")) ? folder
        : Above(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("MzPanel.sln is above none of the test's folders."));
}
