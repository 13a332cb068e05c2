using MzPanel.Agent.Sites;
using MzPanel.Agent.Tests.Sites;

namespace MzPanel.Agent.Tests.Cron;

/// <summary>What cron starts, with the real program; no daemon and no control plane run.</summary>
public sealed class CronRunTests : IDisposable
{
    private readonly CronBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task It_runs_as_the_user_of_the_site_in_its_directory_and_exit_code_and_output_are_kept()
    {
        await bench.SetAsync("id -u; id -G; pwd; echo oops >&2; exit 3");
        Assert.Equal(3, (await bench.ExecAsync()).ExitCode);
        var last = bench.Jobs.Outcome("nightly")!;
        Assert.Equal((3, $"{CronBench.UserNumber}\n{CronBench.UserNumber}\n{new SitePaths(bench.Run.Sandbox.Root, CronBench.Site).Public}\noops\n"), (last.ExitCode, last.Output));
    }

    [Fact]
    public async Task The_end_of_long_output_is_kept()
    {
        await bench.SetAsync("yes | head -c 100000; echo; echo the end");
        Assert.Equal(0, (await bench.ExecAsync()).ExitCode);
        var output = bench.Jobs.Outcome("nightly")!.Output;
        Assert.Equal(4096, output.Length);
        Assert.EndsWith("y\n\nthe end\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_overruns_is_ended_and_said_to_be()
    {
        await bench.SetAsync("echo begun; sleep 300", ",\"limit_s\":1");
        Assert.Equal(124, (await bench.ExecAsync()).ExitCode);
        var last = bench.Jobs.Outcome("nightly")!;
        Assert.Equal(("begun\n", "It did not end within 1 s and was ended."), (last.Output, last.Error));
    }

    [Fact]
    public async Task It_does_not_run_while_its_site_is_disabled_half_made_or_gone()
    {
        await bench.SetAsync("true");
        var site = new SiteRegistry(bench.Run.Sandbox.Root).Find(CronBench.Site)!;
        foreach (var other in new[] { site with { Enabled = false }, site with { Stage = SiteStage.Removing } })
        {
            bench.Store(other);
            Assert.Equal(0, (await bench.ExecAsync()).ExitCode);
        }
        new SiteRegistry(bench.Run.Sandbox.Root).Delete(CronBench.Site);
        Assert.Equal(0, (await bench.ExecAsync()).ExitCode);
        Assert.Null(bench.Jobs.Outcome("nightly"));
    }

    [Fact]
    public async Task It_does_not_run_beside_itself()
    {
        await bench.SetAsync("true");
        var file = bench.Jobs.Lock("nightly");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None))
            Assert.Equal(0, (await bench.ExecAsync()).ExitCode);
        Assert.Null(bench.Jobs.Outcome("nightly"));
        await bench.ExecAsync();
        Assert.NotNull(bench.Jobs.Outcome("nightly"));
    }

    [Fact]
    public async Task A_free_shell_runs_as_long_as_the_policy_of_the_VPS_allows_it()
    {
        var policy = bench.Run.Sandbox.Put("/etc/mzagent/policy.json", """{"allow_shell": true, "allow_host": true}""");
        await bench.SetShellAsync("id -un");
        Assert.Equal(0, (await bench.ExecAsync()).ExitCode);
        Assert.Equal("root\n", bench.Jobs.Outcome("nightly")!.Output);
        File.Delete(policy);
        Assert.Equal(126, (await bench.ExecAsync()).ExitCode);
        Assert.Contains("allow_shell", bench.Jobs.Outcome("nightly")!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_an_event_once_until_it_works_again()
    {
        await bench.SetAsync("test -e works");
        await bench.ExecAsync();
        await bench.ExecAsync();
        Assert.Contains("\"cron.failed\"", File.ReadAllText(Assert.Single(Directory.GetFiles(bench.Events))), StringComparison.Ordinal);
        var mark = new SitePaths(bench.Run.Sandbox.Root, CronBench.Site).Public + "/works";
        File.WriteAllText(mark, "");
        await bench.ExecAsync();
        File.Delete(mark);
        await bench.ExecAsync();
        Assert.Equal(2, Directory.GetFiles(bench.Events).Length);
    }

    [Fact]
    public async Task An_entry_that_is_not_there_is_a_failure() => Assert.Equal(1, (await bench.ExecAsync()).ExitCode);

    [Fact]
    public async Task With_its_site_its_entries_are_removed()
    {
        using var sites = new SiteBench();
        await sites.CreateAsync();
        await sites.RunAsync("cron.set", SiteBench.Of(",\"entry\":\"nightly\",\"schedule\":\"@daily\",\"command\":\"true\""));
        await sites.RunAsync("cron.set", SiteBench.Of(",\"entry\":\"hourly\",\"schedule\":\"@hourly\",\"command\":\"true\""));
        await sites.RunAsync("site.delete", SiteBench.Of());
        Assert.Empty(Directory.GetFiles(sites.Jobs.Sandbox.Root.Resolve("/etc/mz/cron")));
        Assert.Empty(Directory.GetFiles(sites.Jobs.Sandbox.Root.Resolve("/etc/cron.d")));
    }
}
