namespace MzPanel.Agent.Backups;

/// <summary>Patterns of restic, and the names of files that are none.</summary>
internal static class ResticPattern
{
    /// <summary>The pattern that this path alone fits.</summary>
    public static string Exactly(string path) => string.Concat(path.Select(c => c is '*' or '?' or '[' or '\\' ? "\\" + c : c.ToString()));
}
