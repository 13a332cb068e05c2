using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Metrics;

/// <summary>How full a file system is (statvfs).</summary>
internal static class DiskUse
{
    /// <summary>Usage at a mount point, or <see langword="null"/> where it cannot be asked.</summary>
    public static DiskUsage? At(string mount)
    {
        try
        {
            var drive = new DriveInfo(mount);
            return drive.TotalSize > 0
                ? new DiskUsage { Mount = mount, Total = drive.TotalSize, Used = drive.TotalSize - drive.TotalFreeSpace } : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
