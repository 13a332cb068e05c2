using System.Globalization;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Sites;

/// <summary>
/// What is left of a removed site for 7 days: its files, its database and its entry, in a directory of the moment. Beside the sites
/// themselves, so that a large one is moved and not copied.
/// </summary>
internal sealed class SiteArchive(AgentRoot root, TimeProvider time)
{
    private const string Unfinished = ".part";
    private const string Dump = "/database.sql";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <param name="site">The site.</param>
    /// <param name="database">Its database, where it has one.</param>
    public IEnumerable<Step> Keep(SiteEntry site, SiteDatabase? database)
    {
        var paths = new SitePaths(root, site.SiteId);
        if (!Directory.Exists(paths.Home) && !Parts(paths).Any())
            yield break;
        if (database is not null)
            yield return new Step($"keep what its database holds in {paths.Archives}", c => database.DumpAsync(Part(paths) + Dump, c), _ => DropDump(paths));
        yield return Step.Of($"keep the site's files in {paths.Archives} for 7 days", () => Move(site, paths));
    }

    /// <summary>The newest one of a site.</summary>
    public static string? Newest(SitePaths paths) => Directory.Exists(paths.Archives)
        ? Directory.EnumerateDirectories(paths.Archives).Where(d => MomentOf(d) is not null).MaxBy(MomentOf) : null;

    public static SiteEntry ReadEntry(string archive) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(archive + "/site.json"), SitesJson.Default.SiteEntry)!;

    /// <summary>Removes those whose time is over, as many as it can: what it cannot is told and keeps nobody from other work.</summary>
    public async Task<int> PruneAsync(CommandContext context, CancellationToken cancelled)
    {
        var gone = 0;
        try
        {
            foreach (var archive in Over())
                gone += await RemoveAsync(archive, context, cancelled) ? 1 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Log.Write(LogLine.Stderr, $"Old archives of removed sites stay for now: {e.Message}");
        }
        return gone;
    }

    private List<string> Over()
    {
        var oldest = (time.GetUtcNow() - Kept).ToUnixTimeMilliseconds();
        return !Directory.Exists(SitePaths.ArchivesOf(root)) ? []
            : [.. Directory.EnumerateDirectories(SitePaths.ArchivesOf(root)).SelectMany(Directory.EnumerateDirectories).Where(d => MomentOf(d) < oldest)];
    }

    // What lies in it is a stranger's: rm goes down by handles, so that no depth is too deep, and no link that is put there meanwhile leads out.
    private static async Task<bool> RemoveAsync(string archive, CommandContext context, CancellationToken cancelled)
    {
        var code = await context.RunAsync(new ProgramCall("rm", ["-rf", "--one-file-system", "--", archive]), cancelled);
        if (code != 0)
        {
            context.Log.Write(LogLine.Stderr, $"The old archive {archive} stays for now: rm ended with exit code {code}.");
            return false;
        }
        var site = Path.GetDirectoryName(archive)!;
        if (!Directory.EnumerateFileSystemEntries(site).Any())
            Directory.Delete(site);
        return true;
    }

    // Two renames: an archive that has its name is whole.
    private void Move(SiteEntry site, SitePaths paths)
    {
        var part = Part(paths);
        if (Directory.Exists(paths.Home))
        {
            SystemFile.Write(part + "/site.json", JsonSerializer.SerializeToUtf8Bytes(site, SitesJson.Default.SiteEntry), SystemFile.OwnerOnly);
            Directory.Move(paths.Home, part + "/files");
        }
        DirectorySync.Flush(part);
        Directory.Move(part, part[..^Unfinished.Length]);
        DirectorySync.Flush(paths.Archives);
    }

    private static Task DropDump(SitePaths paths)
    {
        foreach (var part in Parts(paths).ToList())
        {
            SystemFile.Delete(part + Dump);
            if (!Directory.EnumerateFileSystemEntries(part).Any())
                Directory.Delete(part);
        }
        return Task.CompletedTask;
    }

    private string Part(SitePaths paths)
    {
        SystemFile.MakeDirectory(SitePaths.ArchivesOf(root), SystemFile.OwnerDirectory);
        SystemFile.MakeDirectory(paths.Archives, SystemFile.OwnerDirectory);
        var part = Parts(paths).FirstOrDefault() ?? $"{paths.Archives}/{time.GetUtcNow().ToUnixTimeMilliseconds()}{Unfinished}";
        SystemFile.MakeDirectory(part, SystemFile.OwnerDirectory);
        return part;
    }

    private static IEnumerable<string> Parts(SitePaths paths) =>
        Directory.Exists(paths.Archives) ? Directory.EnumerateDirectories(paths.Archives, "*" + Unfinished) : [];

    private static long? MomentOf(string archive) =>
        long.TryParse(Path.GetFileName(archive), NumberStyles.None, CultureInfo.InvariantCulture, out var moment) ? moment : null;
}
