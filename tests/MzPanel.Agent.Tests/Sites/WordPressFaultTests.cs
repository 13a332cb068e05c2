using System.Globalization;
using MzPanel.Agent.Commands.Sites;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Php;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Testing;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What half a way to a WordPress site leaves behind, and that going it again arrives.</summary>
public sealed class WordPressFaultTests : IAsyncLifetime
{
    // Each round makes a WordPress: the short form tries those steps that other kinds do not have, with one before and one after.
    private static readonly bool Long = Environment.GetEnvironmentVariable("MZ_LONG") == "1";
    private WordPressBench bench = null!;

    private SitePaths Paths => bench.Sites.Paths(bench.Id);

    public async ValueTask InitializeAsync() => bench = await WordPressBench.OnSharedAsync();

    public ValueTask DisposeAsync()
    {
        bench.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Killed_after_any_of_its_steps_a_creation_is_finished_by_running_it_again()
    {
        await bench.Sites.RunAsync("site.create", bench.Create(""","dry_run":true"""));
        var (first, last) = Long ? (1, int.MaxValue) : (Line("Would make the database"), Line("Would install") + 1);
        var killed = 0;
        for (var lines = first; lines <= last && await bench.Sites.KilledAsync("site.create", bench.Create(), lines); lines++, killed++)
        {
            await bench.Sites.RunAsync("site.create", bench.Create());
            Assert.Equal(("/wp-admin/", true), await bench.SignInAsync("admin", bench.Left("password")));
            await bench.Sites.RunAsync("site.delete", SiteBench.Of(id: bench.Id));
            Assert.Equal((0, 0), await bench.LeftAsync());
        }
        Assert.InRange(killed, 3, 40);
    }

    [Fact]
    public async Task Killed_after_any_of_its_steps_a_removal_is_finished_by_running_it_again_with_one_whole_archive()
    {
        var killed = 0;
        for (var lines = Long ? 1 : 4; ; lines += Long ? 1 : 2, killed++)
        {
            await bench.Sites.RunAsync("site.create", bench.Create());
            if (!await bench.Sites.KilledAsync("site.delete", SiteBench.Of(id: bench.Id), lines))
                break;
            await bench.Sites.RunAsync("site.delete", SiteBench.Of(id: bench.Id));
            Assert.Equal((0, 0), await bench.LeftAsync());
            Assert.Null(bench.Sites.Entry(bench.Id));
            var archives = Directory.GetDirectories(Paths.Archives);
            Assert.Equal(killed + 1, archives.Length);
            Assert.All(archives, a => Assert.True(File.Exists(a + "/database.sql") && File.Exists(a + "/files/public/wp-load.php")));
        }
        Assert.InRange(killed, 2, 40);
    }

    [Fact]
    public async Task A_configuration_that_nginx_refuses_leaves_no_database_no_user_and_no_file()
    {
        bench.Sites.Jobs.Sandbox.Put("/etc/nginx/conf.d/somebody.conf", "server { listen nonsense; }");
        await bench.Sites.TryAsync("site.create", bench.Create());
        var before = bench.Sites.Everything();

        var exit = await bench.Sites.TryAsync("site.create", bench.Create());

        Assert.Equal("config_refused", exit.Error!.Code);
        Assert.EndsWith("The VPS is as it was before.", exit.Error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), await bench.LeftAsync());
        Assert.Equal(before, bench.Sites.Everything());
        Assert.False(Directory.Exists(Paths.Home));
    }

    [Fact]
    public async Task A_database_that_no_site_of_the_server_owns_is_left_alone()
    {
        await bench.Server.ExecuteAsync($"CREATE DATABASE {bench.Name}; CREATE TABLE {bench.Name}.dear (a INT);");
        var exit = await bench.Sites.TryAsync("site.create", bench.Create());
        Assert.Equal("already_exists", exit.Error!.Code);
        Assert.Contains("dear", await bench.Server.ExecuteAsync("SHOW TABLES;", bench.Name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_package_of_WordPress_or_a_theme_of_it_the_error_says_what_to_install()
    {
        bench.Sites.Jobs.Sandbox.Put("/usr/share/wordpress/readme.html", "");
        Assert.Contains("install the package wordpress,", (await MissingAsync()).Error!.Message, StringComparison.Ordinal);
        bench.Sites.Jobs.Sandbox.Put("/usr/share/wordpress/wp-load.php", "");
        Assert.Contains("wordpress-theme-", (await MissingAsync()).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_MariaDB_nothing_is_done_and_one_that_goes_away_meanwhile_is_told_of()
    {
        await using var own = await MariaDbServer.StartAsync();
        using var away = WordPressBench.On(own);
        own.Kill();
        var before = away.Sites.Everything();
        var exit = await away.Sites.TryAsync("site.create", away.Create());
        Assert.Equal("database_unavailable", exit.Error!.Code);
        Assert.Equal(before, away.Sites.Everything());

        await own.RestartAsync();
        away.Sites.Start("site.create", away.Create());
        await Until.Async(() => Task.FromResult(away.Sites.Text().Contains("Install WordPress", StringComparison.Ordinal)), limit: TimeSpan.FromSeconds(60));
        own.Kill();
        exit = await away.Sites.Jobs.ExitAsync(away.Sites.Ref);
        Assert.Equal("install_failed", exit.Error!.Code);
        Assert.Contains($"What could not be undone: make the database {away.Name}", exit.Error.Message, StringComparison.Ordinal);

        await own.RestartAsync();
        await away.Sites.RunAsync("site.create", away.Create());
        own.Kill();
        exit = await away.Sites.TryAsync("site.delete", SiteBench.Of(id: away.Id));
        Assert.Equal("database_unavailable", exit.Error!.Code);
        Assert.Equal(SiteStage.Ready, away.Sites.Entry(away.Id)!.Stage);
    }

    [Fact]
    public async Task A_database_that_cannot_be_kept_keeps_its_site_and_nothing_half_is_archived()
    {
        await bench.Sites.RunAsync("site.create", bench.Create());
        await bench.Server.ExecuteAsync("CREATE TABLE gone (a INT); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone;", bench.Name);

        var exit = await bench.Sites.TryAsync("site.delete", SiteBench.Of(id: bench.Id));

        Assert.Equal("dump_failed", exit.Error!.Code);
        Assert.EndsWith("The VPS is as it was before.", exit.Error.Message, StringComparison.Ordinal);
        Assert.Contains("WordPress", await bench.Sites.ReadAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Paths.Archives));
        await bench.Server.ExecuteAsync("DROP VIEW broken;", bench.Name);
        await bench.Sites.RunAsync("site.delete", SiteBench.Of(id: bench.Id));
        Assert.True(File.Exists(SiteArchive.Newest(Paths) + "/database.sql"));
    }

    [Theory]
    [InlineData("php-fpm{0} -m", "php{0} -m")]
    [InlineData("php{0} -m", "php-fpm{0} -m")]
    public async Task Without_the_extension_for_databases_in_one_of_its_programs_PHP_is_not_enough(string without, string with)
    {
        using var run = new KindRun();
        run.Programs.Answer(Named(without), "ctype\nmysqlnd\n").Answer(Named(with), "ctype\nmysqli\n");
        var result = await run.RunAsync(new SiteCreateCommand(TimeProvider.System), bench.Create());
        Assert.Equal("missing_program", result.Error!.Code);
        Assert.Contains($"install the package php{PhpFpm.Newest()}-mysql", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Programs.Calls, c => c.Program is "useradd" or "mariadb");
    }

    private static string Named(string call) => string.Format(CultureInfo.InvariantCulture, call, PhpFpm.Newest());

    private async Task<JobExit> MissingAsync()
    {
        var exit = await bench.Sites.TryAsync("site.create", bench.Create());
        Assert.Equal("missing_program", exit.Error!.Code);
        Assert.Null(bench.Sites.Entry(bench.Id));
        return exit;
    }

    private int Line(string beginning) => 1 + bench.Sites.Jobs.Lines(bench.Sites.Ref).ToList().FindIndex(l => l.Text.StartsWith(beginning, StringComparison.Ordinal));
}
