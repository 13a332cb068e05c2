using System.Globalization;

namespace MzPanel.Testing;

/// <summary>Data directories of test servers, named after the process that made them.</summary>
internal static class PgDirectory
{
    private const string Prefix = "mzpanel-pg-";
    private static int made;

    public static async Task<string> MakeAsync()
    {
        var path = Path.Combine(TempRoot.Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}"));
        await PgTools.RunAsync("initdb", "-D", path, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        return path;
    }

    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
        }
    }

    /// <summary>Removes the directories of test processes that were killed.</summary>
    public static void RemoveAbandoned()
    {
        foreach (var path in Directory.GetDirectories(TempRoot.Path, Prefix + "*"))
            if (!Directory.Exists("/proc/" + Path.GetFileName(path)[Prefix.Length..].Split('-')[0]) && !File.Exists(Path.Combine(path, "postmaster.pid")))
                Remove(path);
    }
}
