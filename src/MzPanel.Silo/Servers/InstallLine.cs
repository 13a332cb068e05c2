using System.Text.RegularExpressions;
using MzPanel.Silo.Enrollment;

namespace MzPanel.Silo.Servers;

/// <summary>The line a person pastes on the VPS. The token goes by environment: arguments are seen by every user of the VPS.</summary>
internal static partial class InstallLine
{
    /// <summary>Where there is nothing to download, it registers an agent that was brought to the VPS some other way.</summary>
    public static string Of(Uri publicUrl, string token, string pin, IReadOnlyList<AgentDownload> downloads)
    {
        var url = publicUrl.ToString().TrimEnd('/');
        var insecure = publicUrl.Scheme == Uri.UriSchemeHttp && !publicUrl.IsLoopback ? " --insecure" : "";
        var panel = $"--url {Quoted(url)} --pin {pin}{insecure}";
        if (downloads.Count == 0)
            return $"MZ_INSTALL_TOKEN={token} mzagent register {panel}";
        // What is downloaded is judged by these, not by the place it comes from.
        var sums = string.Concat(downloads.Select(download => $" --sha256-{download.Architecture} {download.Sha256}"));
        return $"curl -fsSL {Quoted(url + "/install.sh")} | MZ_INSTALL_TOKEN={token} sh -s -- {panel}{sums}";
    }

    private static string Quoted(string word) => Plain().IsMatch(word) ? word : "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"^[A-Za-z0-9:/._-]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
