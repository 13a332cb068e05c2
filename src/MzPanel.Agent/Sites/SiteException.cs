namespace MzPanel.Agent.Sites;

/// <summary>Why a site is not as it was asked for; <paramref name="code"/> is that of the job's error.</summary>
internal sealed class SiteException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Code { get; } = code;

    public static SiteException Missing(string program, string package) =>
        new("missing_program", $"{program} is not installed on this VPS: install the package {package}, then run this again.");
}
