using System.Text;
using MzPanel.Agent.Sites.Databases;
using MzPanel.Agent.Sites.Php;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Sites.WordPress;

/// <summary>
/// What a WordPress site needs beyond one that runs PHP. All of it is made before the site is ready for the first time, and made
/// anew where that was interrupted; after that it is the site's own and nothing here touches it.
/// </summary>
internal sealed class WordPressSite(SiteParts parts, SiteEntry? before, SiteEntry wanted)
{
    private const UnixFileMode ForSiteOnly = SystemFile.OwnerOnly | UnixFileMode.GroupRead;
    private readonly SiteDatabase database = parts.Database(wanted);
    private readonly WordPressFiles files = new(parts.Root);

    private bool IsNew => before?.Stage != SiteStage.Ready;

    /// <summary>Whether the VPS has what is needed; nothing is changed.</summary>
    public async Task CheckAsync(CancellationToken cancelled)
    {
        if (wanted.Kind != SiteKind.WordPress)
            return;
        if (IsNew || before!.PhpVersion != wanted.PhpVersion)
            await CheckPhpAsync(wanted.PhpVersion!, cancelled);
        if (!IsNew)
            return;
        files.CheckInstalled();
        _ = WordPressAdmin.Of(parts.Context, wanted.Domain);
        await database.CheckAsync(cancelled);
        await database.CheckFreeAsync(cancelled);
    }

    /// <summary>Whether a new site's directory is to hold WordPress; one that was interrupted may hold something else.</summary>
    public bool LacksFiles(SitePaths paths) => wanted.Kind == SiteKind.WordPress && IsNew && !File.Exists(paths.Public + "/wp-load.php");

    public void Fill(string directory) => files.CopyTo(directory);

    public IEnumerable<Step> Steps()
    {
        if (wanted.Kind != SiteKind.WordPress || !IsNew)
            yield break;
        var (paths, login) = (parts.Paths(wanted), DatabaseLogin.NewFor(wanted.SiteId));
        var config = new WordPressConfig(wanted, paths, parts.Settings, login, database.Socket);
        yield return new Step($"make the database {login.Name} and its user", c => database.MakeAsync(login, c), database.RemoveAsync);
        yield return Step.Of($"write {paths.WordPressConfig}", () => Write(config), () => SystemFile.Delete(paths.WordPressConfig));
        yield return new Step($"install WordPress and leave its administrator's password in {paths.AdminPassword}",
            c => InstallAsync(config, c), _ => Forget(paths));
    }

    private async Task CheckPhpAsync(string version, CancellationToken cancelled)
    {
        PhpCli.CheckInstalled(version);
        foreach (var program in new[] { PhpFpm.ProgramOf(version), PhpCli.Program(version) })
            await PhpCli.CheckExtensionAsync(parts.Context, program, "mysqli", $"php{version}-mysql", cancelled);
    }

    private void Write(WordPressConfig config)
    {
        var (file, user) = (config.Paths.WordPressConfig, parts.Users.Get(wanted.User));
        SystemFile.Write(file, Encoding.UTF8.GetBytes(config.Render()), ForSiteOnly);
        File.SetUnixFileMode(file, ForSiteOnly);
        SystemFile.Own(file, user.UserNumber, user.GroupNumber);
    }

    // The password is on disk before WordPress knows it: an administrator whom nobody can be would be worse than a file too many.
    private async Task InstallAsync(WordPressConfig config, CancellationToken cancelled)
    {
        var (admin, password) = (WordPressAdmin.Of(parts.Context, wanted.Domain), Secret.New());
        admin.Leave(config.Paths.AdminPassword, password, config.Http);
        await new WordPressInstall(parts, wanted).RunAsync(admin, password, cancelled);
    }

    private static Task Forget(SitePaths paths)
    {
        SystemFile.Delete(paths.AdminPassword);
        return Task.CompletedTask;
    }
}
