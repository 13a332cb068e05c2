using System.Net;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>PHP sites, by a real nginx and a real PHP-FPM.</summary>
public sealed class PhpSiteTests : IDisposable
{
    private readonly SiteBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_site_runs_as_its_own_user_by_its_own_socket()
    {
        await bench.CreateAsync("php", more: ""","upload_mb":7""");
        await bench.CreateAsync("php", id: "site_two", domain: "two.example.org");
        Put("index.php", "<?php echo posix_geteuid(), ' ', ini_get('upload_max_filesize'), ' ', $_SERVER['SERVER_NAME'];");
        Put("index.php", "<?php echo posix_geteuid();", "site_two");
        var one = (await bench.ReadAsync()).Split(' ');
        Assert.Equal((Uid("site_one"), "7M", "one.example.org"), (one[0], one[1], one[2]));
        Assert.Equal(Uid("site_two"), await bench.ReadAsync("two.example.org"));
        Assert.NotEqual(Uid("site_one"), Uid("site_two"));
        var sockets = Directory.GetFiles(bench.Jobs.Sandbox.Root.Resolve("/run/php"), "*.sock");
        Assert.Equal(2, sockets.Length);
    }

    [Fact]
    public async Task A_site_reads_neither_the_files_of_another_nor_those_of_the_server()
    {
        await bench.CreateAsync("php");
        await bench.CreateAsync("php", id: "site_two", domain: "two.example.org");
        Put("secret.php", "<?php // secret", "site_two");
        Put("index.php", $"<?php echo var_export(@file_get_contents('{bench.Paths("site_two").Public}/secret.php'), true), var_export(@file_get_contents('/etc/passwd'), true);");
        Assert.Equal("falsefalse", await bench.ReadAsync());
        Put("up.php", "<?php ini_set('open_basedir', '/'); echo var_export(@scandir('/etc'), true);");
        Assert.Equal("false", await bench.ReadAsync(path: "/up.php"));
    }

    [Fact]
    public async Task A_session_is_kept_and_requests_without_a_file_go_to_index()
    {
        await bench.CreateAsync("php");
        Put("index.php", "<?php session_start(); $_SESSION['n'] = 1; echo $_SERVER['REQUEST_URI'], ' ', session_id() === ($_COOKIE['PHPSESSID'] ?? '') ? 'known' : 'new', ' ', is_writable(session_save_path()) ? 'kept' : 'lost';");
        Assert.Equal("/pretty/url new kept", await bench.ReadAsync(path: "/pretty/url"));
        Assert.Equal(HttpStatusCode.NotFound, await bench.StatusAsync(path: "/none.php"));
    }

    [Fact]
    public async Task A_site_sees_nothing_of_the_compiled_scripts_of_others_and_its_old_sessions_are_collected()
    {
        await bench.CreateAsync("php");
        Put("index.php", "<?php echo var_export(function_exists('opcache_get_status') && @opcache_get_status(), true), ' ', ini_get('session.gc_probability');");
        Assert.Equal("false 1", await bench.ReadAsync());
    }

    [Fact]
    public async Task What_PHP_complains_about_is_in_the_error_log_of_the_site()
    {
        await bench.CreateAsync("php");
        Put("index.php", "<?php error_log('the cat is out'); throw new Exception('oh');");
        Assert.Equal(HttpStatusCode.InternalServerError, await bench.StatusAsync());
        Assert.Contains("the cat is out", File.ReadAllText(bench.Paths().ErrorLog), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_site_has_no_pool_and_a_deleted_one_nothing_at_all()
    {
        await bench.CreateAsync("php");
        var (socket, pool) = (bench.Paths().PoolSocket(bench.Entry()!.PhpVersion!), bench.Paths().PoolConfig(bench.Entry()!.PhpVersion!));
        Assert.True(File.Exists(socket) && File.Exists(pool));
        await bench.RunAsync("site.disable", SiteBench.Of());
        Assert.False(File.Exists(pool));
        await bench.RunAsync("site.enable", SiteBench.Of());
        Assert.Contains("ready", await bench.ReadAsync(), StringComparison.Ordinal);
        await bench.RunAsync("site.delete", SiteBench.Of());
        Assert.False(File.Exists(pool));
    }

    [Fact]
    public async Task A_version_that_is_not_installed_leaves_the_site_on_its_own()
    {
        await bench.CreateAsync("php");
        Assert.Equal("missing_program", (await bench.TryAsync("site.update", SiteBench.Of(""","php_version":"9.99" """))).Error!.Code);
        Put("index.php", "<?php echo 'still';");
        Assert.Equal("still", await bench.ReadAsync());
    }

    // Debian has one version; the same program by another name is another version to the agent, with a configuration and pools of its own.
    [Fact]
    public async Task A_site_goes_from_one_version_that_is_installed_to_another_and_back()
    {
        const string Other = "/usr/sbin/php-fpm8.1";
        var made = !File.Exists(Other);
        if (made)
            File.CreateSymbolicLink(Other, "/usr/sbin/php-fpm8.2");
        try
        {
            await bench.CreateAsync("php", more: ""","php_version":"8.2" """);
            Put("index.php", "<?php echo 'served';");
            foreach (var (version, left) in new[] { ("8.1", "8.2"), ("8.2", "8.1") })
            {
                await bench.RunAsync("site.update", SiteBench.Of($$""","php_version":"{{version}}" """));
                Assert.Equal(("served", version), (await bench.ReadAsync(), bench.Entry()!.PhpVersion));
                Assert.True(File.Exists(bench.Paths().PoolSocket(version)) && !File.Exists(bench.Paths().PoolConfig(left)));
            }
        }
        finally
        {
            if (made)
                File.Delete(Other);
        }
    }

    private string Uid(string id) => File.ReadAllLines(bench.Jobs.Sandbox.Root.Resolve("/etc/passwd"))
        .Select(l => l.Split(':')).Single(f => f[0] == bench.Entry(id)!.User)[2];

    private void Put(string file, string text, string id = SiteBench.Id) => File.WriteAllText($"{bench.Paths(id).Public}/{file}", text);
}
