using System.Diagnostics;
using System.Net;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>WordPress sites, by a real nginx, PHP-FPM, MariaDB and Debian's WordPress.</summary>
public sealed class WordPressSiteTests : IAsyncLifetime
{
    private WordPressBench bench = null!;

    private SitePaths Paths => bench.Sites.Paths(bench.Id);

    public async ValueTask InitializeAsync() => bench = await WordPressBench.OnSharedAsync();

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_site_shows_its_front_page_and_lets_its_administrator_in_and_comes_back_by_hand_after_it_was_deleted()
    {
        var exit = await bench.Sites.RunAsync("site.create", bench.Create(""","title":"Tom's & Co","admin_user":"tom","admin_email":"tom@example.org" """));

        Assert.Equal(Paths.AdminPassword, exit.Result!.Value.GetProperty("admin_password_file").GetString());
        Assert.Contains("Tom's & Co", WebUtility.HtmlDecode(await bench.Sites.ReadAsync()).Replace('\u2019', '\''), StringComparison.Ordinal);
        Assert.Equal("tom", bench.Left("user"));
        var password = bench.Left("password");
        Assert.Equal(("/wp-admin/", true), await bench.SignInAsync("tom", password));
        Assert.Equal(("", false), await bench.SignInAsync("tom", "wrong"));
        AssertPrivate();
        Assert.Equal("tom@example.org", (await bench.Server.ExecuteAsync("SELECT user_email FROM wp_users;", bench.Name)).Trim());

        await bench.Sites.RunAsync("site.disable", SiteBench.Of(id: bench.Id));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await bench.Sites.StatusAsync());
        await bench.Sites.RunAsync("site.enable", SiteBench.Of(id: bench.Id));
        Assert.Equal(HttpStatusCode.OK, await bench.Sites.StatusAsync());

        await bench.Sites.RunAsync("site.delete", SiteBench.Of(id: bench.Id));
        Assert.Equal((0, 0), await bench.LeftAsync());
        await bench.Sites.RunAsync("site.create", bench.Create());
        await RestoreAsync(SiteArchive.Newest(Paths)!);
        Assert.Contains("Tom's & Co", WebUtility.HtmlDecode(await bench.Sites.ReadAsync()).Replace('\u2019', '\''), StringComparison.Ordinal);
        Assert.Equal(("/wp-admin/", true), await bench.SignInAsync("tom", password));
    }

    [Fact]
    public async Task What_strangers_upload_is_never_run_and_the_site_knows_its_own_names_by_http_and_https()
    {
        await bench.Sites.RunAsync("site.create", bench.Create());
        Directory.CreateDirectory(Paths.Public + "/wp-content/uploads");
        await File.WriteAllTextAsync(Paths.Public + "/wp-content/uploads/a.php", "<?php echo 'run';");
        Assert.Equal(HttpStatusCode.Forbidden, await bench.Sites.StatusAsync(path: "/wp-content/uploads/a.php"));
        using var secure = await bench.Sites.GetSecureAsync();
        Assert.Contains($"https://one.example.org:{bench.Sites.HttpsPort}/", await secure.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain($"https://one.example.org:{bench.Sites.HttpsPort}/", await bench.Sites.ReadAsync(), StringComparison.Ordinal);
        using var post = await bench.Sites.GetAsync(path: "/?p=1");
        Assert.EndsWith("/hello-world/", post.Headers.Location!.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("Hello world", await bench.Sites.ReadAsync(path: post.Headers.Location.AbsolutePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_again_on_a_site_that_is_ready_nothing_of_what_it_holds_is_touched()
    {
        await bench.Sites.RunAsync("site.create", bench.Create());
        var (config, password) = (await File.ReadAllTextAsync(Paths.WordPressConfig), bench.Left("password"));
        await bench.Server.ExecuteAsync("UPDATE wp_options SET option_value = 'Changed' WHERE option_name = 'blogname';", bench.Name);

        await bench.Sites.RunAsync("site.create", bench.Create());

        Assert.Contains("Changed", await bench.Sites.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((config, password), (await File.ReadAllTextAsync(Paths.WordPressConfig), bench.Left("password")));
    }

    [Fact]
    public async Task A_dry_run_names_database_and_files_and_makes_none()
    {
        var before = bench.Sites.Everything();
        await bench.Sites.RunAsync("site.create", bench.Create(""","dry_run":true"""));
        Assert.Contains($"Would make the database {bench.Name}", bench.Sites.Text(), StringComparison.Ordinal);
        Assert.Equal((0, 0), await bench.LeftAsync());
        Assert.Equal(before, bench.Sites.Everything());
    }

    // No other site's user, and not the web server either, reads what WordPress knows of its database.
    private void AssertPrivate()
    {
        const UnixFileMode Both = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Both | UnixFileMode.GroupRead, File.GetUnixFileMode(Paths.WordPressConfig));
        Assert.Equal(Both, File.GetUnixFileMode(Paths.AdminPassword));
    }

    // As docs/sites.md says.
    private async Task RestoreAsync(string archive)
    {
        using var shell = Process.Start("sh", ["-euc",
            """
            cp "$2/public/wp-config.php" "$1/files/public/"
            find "$2/public" -mindepth 1 -delete && cp -a "$1/files/public/." "$2/public/"
            chown -R "$(stat -c %u "$2/tmp"):$(stat -c %g "$2/tmp")" "$2/public" && chgrp www-data "$2/public" && chmod 2750 "$2/public"
            """, "restore", archive, Paths.Home]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        await bench.Server.ExecuteAsync(await File.ReadAllTextAsync(archive + "/database.sql"), bench.Name);
    }
}
