using System.Text.RegularExpressions;

namespace MzPanel.Silo.Servers;

/// <summary>The line a person pastes on the VPS. The token goes by environment: arguments are seen by every user of the VPS.</summary>
internal static partial class InstallLine
{
    public static string Of(Uri publicUrl, string token, string pin)
    {
        var insecure = publicUrl.Scheme == Uri.UriSchemeHttp && !publicUrl.IsLoopback ? " --insecure" : "";
        return $"MZ_INSTALL_TOKEN={token} mzagent register --url {Quoted(publicUrl.ToString().TrimEnd('/'))} --pin {pin}{insecure}";
    }

    private static string Quoted(string word) => Plain().IsMatch(word) ? word : "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"^[A-Za-z0-9:/._-]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
