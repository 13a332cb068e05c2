using System.Text;
using MzPanel.Agent.Sites.Nginx;
using MzPanel.Agent.Sites.Php;

namespace MzPanel.Agent.Sites;

/// <summary>
/// Has the programs of a VPS serve a site, or serve it no more: files are changed, checked by the programs themselves and taken
/// over, and all of it is undone where one of them does not agree.
/// </summary>
internal sealed class SiteServing(SiteParts parts, SiteEntry? before, SiteEntry? wanted) : IDisposable
{
    private readonly FileChange change = new(parts.Root);
    private readonly List<Func<CancellationToken, Task>> restore = [];

    private SiteEntry Site => (wanted ?? before)!;

    // The pool that is needed comes first and the one that is not goes last, so that requests always find one.
    private IReadOnlyList<PhpFpm> Versions => [.. new[] { Pool(wanted), before?.PhpVersion }.OfType<string>().Distinct()
        .Select(version => new PhpFpm(parts.Context, version, parts.Time))];

    public void CheckInstalled()
    {
        NginxServer.CheckInstalled();
        foreach (var php in Versions.Where(php => php.Version == wanted?.PhpVersion))
            php.CheckInstalled();
    }

    /// <summary>The steps; what is there already is checked and taken over all the same, so that running them mends a program that stands still.</summary>
    public IEnumerable<Step> Steps()
    {
        foreach (var main in MainFiles().Where(f => !File.Exists(f.Path)))
            yield return Step.Of($"write {main.Path}", () => SystemFile.Write(main.Path, Encoding.UTF8.GetBytes(main.Content!), SystemFile.Readable));
        foreach (var file in ChangedFiles())
            yield return Step.Of($"{(file.Content is null ? "remove" : "write")} {file.Path}", () => { });
        yield return new Step($"have the programs check the configuration and {(wanted is null ? "no longer serve" : "serve")} {Site.Domain}", TakeOverAsync, UndoAsync);
        yield return Step.Of("keep the configuration", change.Keep);
    }

    public void Dispose() => change.Settle();

    private static string? Pool(SiteEntry? site) => site is { Enabled: true } ? site.PhpVersion : null;

    private IReadOnlyList<WantedFile> ChangedFiles() => [.. Files().Where(f => !f.IsAsWanted)];

    // Only a sandbox lacks them. They stay: a program that has been started needs them.
    private IEnumerable<WantedFile> MainFiles() => parts.Root.IsHost ? [] : Versions.Select(php => php.MainFile()).Prepend(parts.Nginx.MainFile());

    // A pool needs the number of its user, who is made in a step before.
    private List<WantedFile> Files()
    {
        var paths = parts.Paths(Site);
        List<WantedFile> files = [parts.Nginx.SharedFile(), new(paths.NginxConfig, wanted is null ? null : parts.Rendered(wanted).Render())];
        foreach (var php in Versions)
        {
            files.Add(new WantedFile(paths.PoolConfig(php.Version), php.Version == Pool(wanted) ? PoolText() : null));
        }
        return files;
    }

    private string PoolText() => parts.Users.Find(Site.User) is { } user
        ? new PhpPool(wanted!, parts.Paths(Site), user, SiteUsers.WebUser().Name).Render() : "";

    private async Task TakeOverAsync(CancellationToken cancelled)
    {
        MakeLogDirectories();
        change.Make(ChangedFiles());
        foreach (var php in Versions)
            await php.CheckAsync(cancelled);
        await parts.Nginx.CheckAsync(cancelled);
        foreach (var php in Versions.Where(v => v.Version == Pool(wanted)))
        {
            await ReloadAsync(php.Runs, php.ReloadAsync, php.RestoreAsync, cancelled);
            await php.ListensAsync(parts.Paths(Site).PoolSocket(php.Version), cancelled);
        }
        await ReloadAsync(parts.Nginx.Runs, parts.Nginx.ReloadAsync, parts.Nginx.RestoreAsync, cancelled);
        if (wanted is not null)
            await parts.Nginx.ServesAsync(parts.Rendered(wanted), cancelled);
        foreach (var php in Versions.Where(v => v.Version != Pool(wanted)))
            await ReloadAsync(php.Runs, php.ReloadAsync, php.RestoreAsync, cancelled);
    }

    // One that ran is started again where this has stopped it: without a pool PHP-FPM does not run.
    private async Task ReloadAsync(bool ran, Func<CancellationToken, Task> reload, Func<CancellationToken, Task> back, CancellationToken cancelled)
    {
        restore.Add(ran ? reload : back);
        await reload(cancelled);
    }

    private async Task UndoAsync(CancellationToken limit)
    {
        change.Undo();
        foreach (var back in restore)
            await back(limit);
    }

    private void MakeLogDirectories()
    {
        foreach (var directory in new[] { "/var/log/nginx", "/run", "/var/lib/nginx" })
            SystemFile.MakeDirectory(parts.Root.Resolve(directory), SystemFile.ReadableDirectory);
    }
}
