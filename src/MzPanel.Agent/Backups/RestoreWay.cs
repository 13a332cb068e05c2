using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Backups;

/// <summary>
/// Where a restore is about to write. restic follows links: whoever owns a folder could put one where the snapshot has a folder or a file, and
/// have root write elsewhere. In place, links of root's own are followed, for folders that were moved; in a folder for restores they came out of a snapshot.
/// </summary>
internal sealed class RestoreWay(string? target)
{
    private readonly HashSet<string> folders = [];
    private readonly string before = (target ?? "").TrimEnd('/');

    /// <summary>Why a file of the snapshot would not be written where its path says, or <see langword="null"/>.</summary>
    public string? Fault(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is { Length: > 1 } && folders.Add(folder); folder = Path.GetDirectoryName(folder))
            if (FileOwner.Of(before + folder) is { IsLink: true } link && LeadsAway(link))
                return Said(before + folder, Named(link));
        return FileOwner.Of(before + path) switch
        {
            { IsLink: true } link when LeadsAway(link) => Said(before + path, Named(link)),
            { IsSpecial: true } => Said(before + path, "a pipe, a socket or a device"),
            _ => null,
        };
    }

    private bool LeadsAway(FileOwner link) => target is not null || link.User != 0;

    private static string Named(FileOwner link) => link.User == 0 ? "a link" : "a link that root did not make";

    private static string Said(string place, string what) => $"{place} is {what}, where the snapshot has none. Remove it, or restore to a new folder.";
}
