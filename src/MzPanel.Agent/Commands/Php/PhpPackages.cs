using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Commands.Php;

/// <summary>What the archives and dpkg know of PHP's process managers, of which each version has one.</summary>
internal static class PhpPackages
{
    private const string Prefix = "php";
    private const string Suffix = "-fpm";
    private const string None = "(none)";

    /// <summary>The package of a version's process manager.</summary>
    public static string Manager(string version) => Prefix + version + Suffix;

    /// <summary>All versions, the newest first.</summary>
    public static async Task<IReadOnlyList<PhpVersion>> ReadAsync(CommandContext context, CancellationToken cancelled)
    {
        var names = await CaptureAsync(context, Apt.Names(Prefix), cancelled);
        var managers = names.Split('\n').Where(name => VersionOf(name) is not null).ToList();
        return managers.Count == 0 ? [] : Parse(await CaptureAsync(context, Apt.Policy(managers), cancelled));
    }

    // NAME:, then "  Installed: …" and "  Candidate: …".
    private static IReadOnlyList<PhpVersion> Parse(string policy)
    {
        var found = new List<PhpVersion>();
        foreach (var line in policy.Split('\n'))
        {
            if (!line.StartsWith(' ') && VersionOf(line.TrimEnd(':')) is { } version)
                found.Add(new PhpVersion(version, null, null));
            else if (found.Count > 0 && line.Trim().Split(": ") is [var word, var value] && value != None)
                found[^1] = word switch { "Installed" => found[^1] with { Installed = value }, "Candidate" => found[^1] with { Candidate = value }, _ => found[^1] };
        }
        return [.. found.Where(v => v.Installed is not null || v.Candidate is not null).OrderByDescending(v => Version.Parse(v.Version))];
    }

    private static string? VersionOf(string package) =>
        package.StartsWith(Prefix, StringComparison.Ordinal) && package.EndsWith(Suffix, StringComparison.Ordinal) && package.Length > Prefix.Length + Suffix.Length
        && package[Prefix.Length..^Suffix.Length] is var version && version.Contains('.') && Version.TryParse(version, out _) ? version : null;

    private static async Task<string> CaptureAsync(CommandContext context, ProgramCall call, CancellationToken cancelled)
    {
        var (code, said) = await context.CaptureAsync(call, cancelled);
        return code == 0 ? said : throw new SiteException("package_manager_failed", $"{call.Program} ended with exit code {code}.");
    }
}

/// <summary>A version of PHP.</summary>
/// <param name="Version">Such as 8.4.</param>
/// <param name="Installed">Version of its package, where that is installed.</param>
/// <param name="Candidate">Version of the package that would be installed.</param>
internal sealed record PhpVersion(string Version, string? Installed, string? Candidate)
{
    /// <summary>Sites that run on it.</summary>
    public IReadOnlyList<string>? Sites { get; init; }
}
