namespace MzPanel.Testing;

/// <summary>Where throw-away databases lie: in memory where there is room, since they wait for the disk at every commit.</summary>
internal static class TempRoot
{
    private const string Memory = "/dev/shm";
    private const long Room = 2L * 1024 * 1024 * 1024;

    public static string Path { get; } =
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room ? Memory : System.IO.Path.GetTempPath();
}
