using System.Globalization;
using System.Text.Json;
using MzPanel.Agent.Config;

namespace MzPanel.Agent.Sites;

/// <summary>
/// What is left of a removed site for 7 days: its files and its entry, in a directory of the moment. Beside the sites
/// themselves, so that a large one is moved and not copied.
/// </summary>
internal sealed class SiteArchive(AgentRoot root, TimeProvider time)
{
    private const string Unfinished = ".part";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public IEnumerable<Step> Keep(SiteEntry site)
    {
        var paths = new SitePaths(root, site.SiteId);
        if (Directory.Exists(paths.Home) || Parts(paths).Any())
            yield return Step.Of($"keep the site's files in {paths.Archives} for 7 days", () => Move(site, paths));
    }

    /// <summary>The newest one of a site.</summary>
    public static string? Newest(SitePaths paths) => Directory.Exists(paths.Archives)
        ? Directory.EnumerateDirectories(paths.Archives).Where(d => MomentOf(d) is not null).MaxBy(MomentOf) : null;

    public static SiteEntry ReadEntry(string archive) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(archive + "/site.json"), SitesJson.Default.SiteEntry)!;

    /// <summary>Removes those whose time is over.</summary>
    public int Prune()
    {
        if (!Directory.Exists(SitePaths.ArchivesOf(root)))
            return 0;
        var oldest = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds();
        var over = Directory.EnumerateDirectories(SitePaths.ArchivesOf(root)).SelectMany(Directory.EnumerateDirectories).Where(d => MomentOf(d) < oldest).ToList();
        foreach (var archive in over)
        {
            Directory.Delete(archive, recursive: true);
            if (!Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(archive)!).Any())
                Directory.Delete(Path.GetDirectoryName(archive)!);
        }
        return over.Count;
    }

    // Two renames: an archive that has its name is whole.
    private void Move(SiteEntry site, SitePaths paths)
    {
        SystemFile.MakeDirectory(SitePaths.ArchivesOf(root), SystemFile.OwnerDirectory);
        SystemFile.MakeDirectory(paths.Archives, SystemFile.OwnerDirectory);
        var part = Parts(paths).FirstOrDefault() ?? $"{paths.Archives}/{time.GetUtcNow().ToUnixTimeMilliseconds()}{Unfinished}";
        SystemFile.MakeDirectory(part, SystemFile.OwnerDirectory);
        if (Directory.Exists(paths.Home))
        {
            SystemFile.Write(part + "/site.json", JsonSerializer.SerializeToUtf8Bytes(site, SitesJson.Default.SiteEntry), SystemFile.OwnerOnly);
            Directory.Move(paths.Home, part + "/files");
        }
        DirectorySync.Flush(part);
        Directory.Move(part, part[..^Unfinished.Length]);
        DirectorySync.Flush(paths.Archives);
    }

    private static IEnumerable<string> Parts(SitePaths paths) =>
        Directory.Exists(paths.Archives) ? Directory.EnumerateDirectories(paths.Archives, "*" + Unfinished) : [];

    private static long? MomentOf(string archive) =>
        long.TryParse(Path.GetFileName(archive), NumberStyles.None, CultureInfo.InvariantCulture, out var moment) ? moment : null;
}
