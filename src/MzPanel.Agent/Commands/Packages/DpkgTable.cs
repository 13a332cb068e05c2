using MzPanel.Agent.Metrics;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Reads what dpkg-query prints in <see cref="Format"/>.</summary>
internal static class DpkgTable
{
    public const string Format = "${db:Status-Status}\\t${binary:Package}\\t${Version}\\n";

    public static IReadOnlyList<PackageState> Parse(string output)
    {
        var packages = new List<PackageState>();
        foreach (var line in output.Split('\n'))
            if (line.Split('\t') is ["installed", var name, var version])
                packages.Add(new PackageState(Plain(name), version));
        return packages;
    }

    // dpkg-query qualifies some native packages too, apt does not.
    private static string Plain(string name) =>
        name.EndsWith(":" + Architectures.Native, StringComparison.Ordinal) ? name[..name.IndexOf(':')] : name;
}
