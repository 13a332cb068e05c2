using System.Text.RegularExpressions;

namespace MzPanel.Agent.Metrics;

/// <summary>Where real file systems are mounted, from <c>/proc/self/mountinfo</c>.</summary>
internal static partial class MountTable
{
    // Local file systems that hold data. Network and FUSE ones stay out: asking a server that is away blocks the heartbeat.
    private static readonly HashSet<string> Real =
        ["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "nilfs2", "bcachefs", "reiserfs", "vfat", "exfat", "ntfs3"];

    private static readonly HashSet<string> RealAsRoot = [.. Real, "overlay", "tmpfs", "ramfs"];

    /// <summary>One mount point per file system, the shortest of its bind mounts, in the order of the table.</summary>
    public static IReadOnlyList<string> Parse(string mountinfo)
    {
        var shortest = new Dictionary<string, string>();
        foreach (var line in mountinfo.Split('\n'))
        {
            var words = line.Split(' ');
            var dash = Array.IndexOf(words, "-");
            if (dash < 6 || dash + 1 >= words.Length)
                continue;
            var (device, mount, type) = (words[2], Unescape(words[4]), words[dash + 1]);
            if ((mount == "/" ? RealAsRoot : Real).Contains(type)
                && (!shortest.TryGetValue(device, out var known) || mount.Length < known.Length))
                shortest[device] = mount;
        }
        return [.. shortest.Values];
    }

    private static string Unescape(string mount) => mount.Contains('\\')
        ? Octal().Replace(mount, m => ((char)Convert.ToInt32(m.Groups[1].Value, 8)).ToString()) : mount;

    [GeneratedRegex(@"\\([0-7]{3})", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Octal();
}
