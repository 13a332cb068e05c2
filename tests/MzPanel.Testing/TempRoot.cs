using System.Globalization;

namespace MzPanel.Testing;

/// <summary>
/// Where throw-away databases lie: in memory where there is room, since they wait for the disk at every commit. Directories
/// are named after the process that made them, so that a later one can remove what a killed one left behind.
/// </summary>
internal static class TempRoot
{
    private const string Prefix = "mzpanel-test-";
    private const string Memory = "/dev/shm";
    private const long Room = 2L * 1024 * 1024 * 1024;
    private static readonly string Root =
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room ? Memory : Path.GetTempPath();

    private static int made;

    static TempRoot() => RemoveAbandoned();

    /// <summary>A path that nobody else uses.</summary>
    public static string NewPath() =>
        Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}"));

    /// <summary>Removes a directory, as far as it goes.</summary>
    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A later process tries again.
        }
    }

    private static void RemoveAbandoned()
    {
        foreach (var path in Directory.GetDirectories(Root, Prefix + "*"))
            if (!Directory.Exists("/proc/" + Path.GetFileName(path)[Prefix.Length..].Split('-')[0]) && !File.Exists(Path.Combine(path, "postmaster.pid")))
                Remove(path);
    }
}
