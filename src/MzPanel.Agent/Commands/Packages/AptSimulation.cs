using System.Text.RegularExpressions;

namespace MzPanel.Agent.Commands.Packages;

/// <summary>Reads the upgrades out of <c>apt-get --simulate dist-upgrade</c>.</summary>
internal static partial class AptSimulation
{
    /// <summary>A newer version by package name; lines of packages that would be new are left out.</summary>
    public static IReadOnlyDictionary<string, (string Candidate, bool Security)> Parse(string output)
    {
        var upgrades = new Dictionary<string, (string, bool)>();
        foreach (Match line in Upgrade().Matches(output))
            upgrades[line.Groups["name"].Value] =
                (line.Groups["candidate"].Value, line.Groups["from"].Value.Contains("security", StringComparison.OrdinalIgnoreCase));
        return upgrades;
    }

    // Inst zip [3.0-13] (3.0-13+deb12u1 Debian-Security:12/oldstable-security [amd64])
    [GeneratedRegex(@"^Inst (?<name>\S+) \[\S+\] \((?<candidate>\S+) (?<from>[^)]*)\)", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Upgrade();
}
