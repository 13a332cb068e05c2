using System.Diagnostics;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What half a way leaves behind, and that going it again arrives.</summary>
public sealed class SiteFaultTests : IDisposable
{
    private readonly SiteBench bench = new();
    private readonly List<string> mounts = [];

    public void Dispose()
    {
        foreach (var mount in mounts)
            Call("umount", mount);
        bench.Dispose();
    }

    [Fact]
    public async Task Killed_after_any_of_its_steps_a_creation_is_finished_by_running_it_again()
    {
        await bench.CreateAsync(id: "site_other", domain: "other.example.org");
        var killed = 0;
        for (var steps = 1; await bench.KilledAsync("site.create", SiteBench.Create("php"), steps); steps++, killed++)
        {
            await bench.CreateAsync(id: "site_other", domain: "other.example.org");
            Assert.Contains("ready", await bench.ReadAsync("other.example.org"), StringComparison.Ordinal);
            await bench.CreateAsync("php");
            await AssertWholeAsync();
            await bench.RunAsync("site.delete", SiteBench.Of());
        }
        Assert.InRange(killed, 6, 30);
    }

    [Fact]
    public async Task Killed_after_any_of_its_steps_a_removal_is_finished_by_running_it_again()
    {
        var killed = 0;
        for (var steps = 1; ; steps++, killed++)
        {
            await bench.CreateAsync("php");
            if (!await bench.KilledAsync("site.delete", SiteBench.Of(), steps))
                break;
            await bench.RunAsync("site.delete", SiteBench.Of());
            Assert.Null(bench.Entry());
            Assert.Equal(killed + 1, Directory.GetDirectories(bench.Paths().Archives).Length);
        }
        Assert.InRange(killed, 5, 30);
    }

    [Fact]
    public async Task Killed_after_any_of_its_steps_an_update_is_finished_by_running_it_again_and_the_site_answers_meanwhile()
    {
        await bench.CreateAsync();
        var killed = 0;
        for (var steps = 1; await bench.KilledAsync("site.update", Alias(steps), steps); steps++, killed++)
        {
            Assert.Contains("ready", await bench.ReadAsync(), StringComparison.Ordinal);
            await bench.RunAsync("site.update", Alias(steps));
            Assert.Contains("ready", await bench.ReadAsync($"a{steps}.example.org"), StringComparison.Ordinal);
        }
        Assert.InRange(killed, 3, 30);
    }

    [Theory]
    [InlineData("/etc/mz/sites")]
    [InlineData("/etc/mz/tls")]
    [InlineData("/etc/nginx/conf.d")]
    [InlineData("/var/www")]
    [InlineData("/var/lib/mz")]
    public async Task A_disk_that_is_full_leaves_nothing_and_with_room_again_it_is_made(string directory)
    {
        await bench.CreateAsync(id: "site_other", domain: "other.example.org");
        await bench.RunAsync("site.delete", SiteBench.Of(id: "site_other"));
        var full = bench.Jobs.Sandbox.Root.Resolve(directory);
        foreach (var inside in Directory.GetFileSystemEntries(full))
            Directory.Move(inside, $"{bench.Root}/aside-{Path.GetFileName(inside)}");
        Call("mount", "-t", "tmpfs", "-o", "mode=755,nr_inodes=1", "tmpfs", full);
        mounts.Add(full);
        var before = bench.Everything();

        var exit = await bench.TryAsync("site.create", SiteBench.Create());

        Assert.Contains("No space left", exit.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Everything());
        Call("umount", full);
        mounts.Clear();
        await bench.CreateAsync();
        await AssertWholeAsync();
    }

    [Fact]
    public async Task A_configuration_that_nginx_refuses_is_taken_back_and_the_other_sites_answer_on()
    {
        await bench.CreateAsync(id: "site_other", domain: "other.example.org");
        bench.Jobs.Sandbox.Put("/etc/nginx/conf.d/somebody.conf", "server { listen nonsense; }");
        var before = bench.Everything();

        var exit = await bench.TryAsync("site.create", SiteBench.Create());

        Assert.Equal("config_refused", exit.Error!.Code);
        Assert.EndsWith("The VPS is as it was before.", exit.Error.Message, StringComparison.Ordinal);
        Assert.Contains("nonsense", bench.Text(), StringComparison.Ordinal);
        Assert.Equal(before, bench.Everything());
        Assert.Contains("ready", await bench.ReadAsync("other.example.org"), StringComparison.Ordinal);
        File.Delete(bench.Jobs.Sandbox.Root.Resolve("/etc/nginx/conf.d/somebody.conf"));
        await bench.CreateAsync();
        await AssertWholeAsync();
    }

    [Fact]
    public async Task A_removal_that_fails_leaves_the_site_served_also_where_it_had_stopped_the_last_pool_of_PHP()
    {
        await bench.CreateAsync("php");
        File.WriteAllText(bench.Paths().Public + "/index.php", "<?php echo 'still';");
        bench.Jobs.Sandbox.Put("/var/www/.mz-archive", "a file where a directory must be");

        var exit = await bench.TryAsync("site.delete", SiteBench.Of());

        Assert.EndsWith("The VPS is as it was before.", exit.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("still", await bench.ReadAsync());
    }

    [Fact]
    public async Task A_program_that_is_missing_is_named_with_its_package_and_nothing_is_done()
    {
        var before = bench.Everything();
        var exit = await bench.TryAsync("site.create", SiteBench.Create("php", more: ""","php_version":"9.99" """));
        Assert.Equal("missing_program", exit.Error!.Code);
        Assert.Contains("install the package php9.99-fpm", exit.Error.Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Everything());
    }

    [Fact]
    public async Task A_web_server_that_stands_still_is_started_by_running_the_kind_again()
    {
        await bench.CreateAsync();
        var pid = File.ReadAllText(bench.Jobs.Sandbox.Root.Resolve("/run/nginx.pid")).Trim();
        Call("kill", ["-9", pid, .. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        await bench.RunAsync("site.enable", SiteBench.Of());
        await AssertWholeAsync();
    }

    private async Task AssertWholeAsync()
    {
        Assert.Equal(SiteStage.Ready, bench.Entry()!.Stage);
        Assert.Contains("ready", await bench.ReadAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(bench.Jobs.Sandbox.Root.Resolve("/var/lib/mz/change.json")));
    }

    private static string Alias(int n) => SiteBench.Of($""","aliases":["a{n}.example.org"]""");

    private static void Call(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
