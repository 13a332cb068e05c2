using System.Text.RegularExpressions;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>What a package would become.</summary>
internal sealed class NewerPackage(string candidate, bool security)
{
    public string Candidate => candidate;

    public bool Security => security;
}

/// <summary>Reads the upgrades out of <c>apt-get --simulate dist-upgrade</c>.</summary>
internal static partial class AptSimulation
{
    /// <summary>A newer version by package name; lines of packages that would be new are left out.</summary>
    public static IReadOnlyDictionary<string, NewerPackage> Parse(string output)
    {
        var upgrades = new Dictionary<string, NewerPackage>();
        // Line by line: a pattern that looks for its lines itself brings a search for strings along, 60 KB of the program.
        foreach (var line in output.Split('\n'))
            if (Upgrade().Match(line) is { Success: true } match)
                upgrades[match.Groups["name"].Value] =
                    new NewerPackage(match.Groups["candidate"].Value, match.Groups["from"].Value.Contains("security", StringComparison.OrdinalIgnoreCase));
        return upgrades;
    }

    // Inst zip [3.0-13] (3.0-13+deb12u1 Debian-Security:12/oldstable-security [amd64])
    [GeneratedRegex(@"^Inst (?<name>\S+) \[\S+\] \((?<candidate>\S+) (?<from>[^)]*)\)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Upgrade();
}
