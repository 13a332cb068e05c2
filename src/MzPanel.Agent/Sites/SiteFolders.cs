using System.Net;
using System.Text;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites.WordPress;

namespace MzPanel.Agent.Sites;

/// <summary>
/// The directories of a site. Its home is root's, so that what lies in it cannot be exchanged; <c>public</c> is the site user's
/// and readable for the web server; no other site's user can enter either.
/// </summary>
internal sealed class SiteFolders(AgentRoot root, SiteUsers users)
{
    private const UnixFileMode Served = SystemFile.OwnerDirectory | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;
    private const UnixFileMode Passage = SystemFile.OwnerDirectory | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes what is missing; what people have put there is never touched.</summary>
    public IEnumerable<Step> Make(SiteEntry site, WordPressSite wordPress)
    {
        var paths = new SitePaths(root, site.SiteId);
        if (wordPress.LacksFiles(paths))
            yield return Step.Of($"make the directory {paths.Public} with WordPress in it", () => MakePublic(site, paths, wordPress.Fill), () => Unmake(paths));
        else if (!Directory.Exists(paths.Public))
            yield return Step.Of($"make the directory {paths.Public}", () => MakePublic(site, paths, d => Greet(site, d)), () => Unmake(paths));
        if (site.RunsPhp && !Directory.Exists(paths.Temporary))
            yield return Step.Of($"make the directory {paths.Temporary}", () => MakeTemporary(site, paths));
        var challenges = SitePaths.ChallengesOf(root);
        if (!Directory.Exists(challenges))
            yield return Step.Of($"make the directory {challenges}", () => SystemFile.MakeDirectory(challenges, SystemFile.ReadableDirectory));
    }

    /// <summary>Gives a tree to the site's user; for one that nobody but root could reach so far.</summary>
    public void Own(SiteEntry site, string tree)
    {
        var (user, web) = (users.Get(site.User), SiteUsers.WebUser());
        foreach (var inside in Directory.EnumerateFileSystemEntries(tree, "*", AnyDepth))
            SystemFile.Own(inside, user.UserNumber, user.GroupNumber);
        SystemFile.Own(tree, user.UserNumber, web.GroupNumber);
        File.SetUnixFileMode(tree, Served);
    }

    // Filled under another name: public is there whole, or not at all.
    private void MakePublic(SiteEntry site, SitePaths paths, Action<string> fill)
    {
        SystemFile.MakeDirectory(paths.Home, Passage);
        var fresh = paths.Public + ".new";
        SystemFile.DeleteDirectory(fresh);
        SystemFile.MakeDirectory(fresh, SystemFile.OwnerDirectory);
        fill(fresh);
        Own(site, fresh);
        Directory.Move(fresh, paths.Public);
        DirectorySync.Flush(paths.Home);
    }

    private static void Greet(SiteEntry site, string directory) =>
        SystemFile.Write(directory + "/index.html", Encoding.UTF8.GetBytes(Welcome(site.Domain)), SystemFile.Readable);

    private static void Unmake(SitePaths paths)
    {
        SystemFile.DeleteDirectory(paths.Public + ".new");
        SystemFile.DeleteDirectory(paths.Public);
        SystemFile.DeleteDirectory(paths.Temporary);
        if (Directory.Exists(paths.Home) && !Directory.EnumerateFileSystemEntries(paths.Home).Any())
            Directory.Delete(paths.Home);
    }

    private void MakeTemporary(SiteEntry site, SitePaths paths)
    {
        var fresh = paths.Temporary + ".new";
        SystemFile.MakeDirectory(fresh, SystemFile.OwnerDirectory);
        SystemFile.Own(fresh, users.Get(site.User).UserNumber, users.Get(site.User).GroupNumber);
        Directory.Move(fresh, paths.Temporary);
    }

    private static string Welcome(string domain) =>
        $"<!doctype html>\n<meta charset=\"utf-8\">\n<title>{WebUtility.HtmlEncode(domain)}</title>\n<h1>{WebUtility.HtmlEncode(domain)}</h1>\n<p>This site is ready.</p>\n";

    // Links are entries of their own here, and are never followed.
    private static EnumerationOptions AnyDepth => new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
}
