using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Backups;

/// <summary>
/// The folder that a restore fills. restic writes by paths: whoever could move something on the way to the folder, or come into it, could put a
/// link there after we had looked, and have root write elsewhere. So all of the way is root's alone, and so is the folder.
/// </summary>
internal static class RestoreFolder
{
    private const int MostLinks = 40;

    /// <summary>Its path without links. What is not there yet is fine.</summary>
    /// <exception cref="BackupException">Files cannot safely be written there.</exception>
    public static string Find(string folder)
    {
        var place = Real(folder, 0);
        if (FileOwner.Of(place) is { } at && (at.TakesFromOthers || (at.IsOpen && Directory.EnumerateFileSystemEntries(place).Any())))
            throw InTheWay($"{place} is open to others than root, and holds something already. Name a folder that is not there yet, or close this one (chmod 700)");
        return place;
    }

    /// <summary>Makes it, root's alone, and looks again: what another put there meanwhile is not taken for ours.</summary>
    /// <exception cref="BackupException">Files cannot safely be written there.</exception>
    public static void Make(string place)
    {
        PrivateFile.MakeDirectory(place);
        if (Find(place) != place)
            throw InTheWay($"{place} has become a link");
        File.SetUnixFileMode(place, PrivateFile.OwnerDirectory);
    }

    // Links of root's own are followed, for folders that were moved.
    private static string Real(string folder, int links)
    {
        var place = "/";
        var names = folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < names.Length; i++)
        {
            CheckWay(place);
            place = Path.Combine(place, names[i]);
            if (FileOwner.Of(place) is not { IsLink: true } link)
                continue;
            if (link.User != 0 || links == MostLinks)
                throw InTheWay($"{place} is a link that root did not make");
            var leadsTo = Path.GetFullPath(new FileInfo(place).LinkTarget!, Path.GetDirectoryName(place)!);
            return Real(Path.Combine([leadsTo, .. names.Skip(i + 1)]), links + 1);
        }
        CheckWay(place);
        return place;
    }

    private static void CheckWay(string place)
    {
        if (FileOwner.Of(place) is not { } at)
            return;
        if (!at.IsDirectory)
            throw InTheWay($"{place} is no folder");
        if (at.User != 0 || at.GivesToOthers)
            throw InTheWay($"{place} is in the hands of others than root, who could put a link in the way. Name a folder beneath root's own, such as /root/restored");
    }

    private static BackupException InTheWay(string what) => new(BackupException.InTheWay, what + ".");
}
