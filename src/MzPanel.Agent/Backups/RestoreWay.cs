using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Backups;

/// <summary>
/// Where a restore is about to write. restic follows links: whoever owns a folder could put one where the snapshot has a folder or a file, and
/// have root write elsewhere. In place, links of root's own in root's own folders are followed, for folders that were moved; in a folder for restores they came out of a snapshot.
/// </summary>
internal sealed class RestoreWay(string? target)
{
    /// <summary>What restic calls a file.</summary>
    public const string File = "file";

    private const string Folder = "dir";
    private readonly Dictionary<string, (bool IsOthers, string? Fault)> folders = [];
    private readonly string before = (target ?? "").TrimEnd('/');

    /// <summary>The topmost folders in which others than root may put a link in the place of anything; in one like <c>/tmp</c> the kernel follows none of theirs.</summary>
    public List<string> Others { get; } = [];

    /// <summary>Why something of the snapshot would not be written where its path says, or <see langword="null"/>. Folders too: they are given their owners.</summary>
    public string? Fault(string path, string type)
    {
        var above = Look(Path.GetDirectoryName(path));
        // A link, or whatever else it is, takes the place of what is there.
        return above.Fault ?? (type is not (File or Folder) ? null : FileOwner.Of(before + path) switch
        {
            { IsLink: true } link when above.IsOthers || LeadsAway(link) => Said(before + path, Named(link)),
            { IsSpecial: true } => Said(before + path, "a pipe, a socket or a device"),
            _ => null,
        });
    }

    private (bool IsOthers, string? Fault) Look(string? folder)
    {
        if (folder is not { Length: > 1 })
            return (false, null);
        if (folders.TryGetValue(folder, out var known))
            return known;
        var (isOthers, fault) = Look(Path.GetDirectoryName(folder));
        var at = FileOwner.Of(before + folder);
        if (at is { IsLink: true } link && (isOthers || LeadsAway(link)))
            fault ??= Said(before + folder, Named(link));
        if (!isOthers && at is { IsDirectory: true } directory && (directory.User != 0 || directory.GivesToOthers))
        {
            Others.Add(before + folder);
            isOthers = true;
        }
        return folders[folder] = (isOthers, fault);
    }

    private bool LeadsAway(FileOwner link) => target is not null || link.User != 0;

    private static string Named(FileOwner link) => link.User == 0 ? "a link" : "a link that root did not make";

    private static string Said(string place, string what) => $"{place} is {what}, where the snapshot has none. Remove it, or restore to a new folder.";
}
