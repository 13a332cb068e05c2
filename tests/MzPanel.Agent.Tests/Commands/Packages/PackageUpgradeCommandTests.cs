using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Tests.Jobs;

namespace MzPanel.Agent.Tests.Commands.Packages;

/// <summary>Upgrades with a recorded apt, and behind a lock that another process really holds.</summary>
public sealed class PackageUpgradeCommandTests : IDisposable
{
    private const string Simulated = """
        Inst libc6 [2.36-4] (2.36-9 Debian:12.15/oldstable [amd64]) []
        Inst zip [3.0-13] (3.0-14 Debian-Security:12/oldstable-security [amd64])
        Inst libnew (1.0 Debian:12.15/oldstable [amd64])
        Conf libc6 (2.36-9 Debian:12.15/oldstable [amd64])
        """;

    private readonly KindRun kind = new();
    private readonly FakeTimeProvider time = new();
    private readonly string admindir;

    public PackageUpgradeCommandTests()
    {
        admindir = "--admindir=" + Path.GetDirectoryName(kind.Sandbox.Put("/var/lib/dpkg/status", ""));
        foreach (var held in new[] { "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock" })
            kind.Sandbox.Put(held, "");
        Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/var/lib/dpkg/updates"));
        Installed("libc6\t2.36-4", "zip\t3.0-13", "cowsay\t3.03");
        kind.Programs.Answer("apt-get --simulate", Simulated);
    }

    [Fact]
    public async Task Everything_is_upgraded_unattended_and_what_is_newer_then_is_the_result()
    {
        OnUpgrade(() => Installed("libc6\t2.36-9", "zip\t3.0-14", "cowsay\t3.03", "libnew\t1.0"));

        var result = await RunAsync();

        Assert.Equal("""
            {"upgraded":[{"name":"libc6","version":"2.36-9","previous":"2.36-4"},{"name":"zip","version":"3.0-14","previous":"3.0-13"}],"reboot_required":false}
            """, result.Result?.GetRawText());
        var upgrade = kind.Programs.Calls.Single(call => call.Arguments[0] == "--yes");
        Assert.Equal(["--with-new-pkgs", "upgrade"], upgrade.Arguments.TakeLast(2));
        Assert.Contains("DPkg::Lock::Timeout=300", upgrade.Arguments);
        Assert.Contains("Dpkg::Options::=--force-confold", upgrade.Arguments);
        Assert.Equal("noninteractive", upgrade.Environment!["DEBIAN_FRONTEND"]);
    }

    [Fact]
    public async Task Names_are_given_behind_the_options_and_nothing_else_is_installed_or_removed()
    {
        await RunAsync("""{"names":["zip","libc6"]}""");

        Assert.Equal(["--only-upgrade", "--no-remove", "install", "--", "zip", "libc6"], kind.Programs.Calls.Single(call => call.Arguments[0] == "--yes").Arguments.TakeLast(6));
        Assert.Equal(["--only-upgrade", "--no-remove", "install", "--", "zip", "libc6"], kind.Programs.Calls.Single(call => call.Arguments[0] == "--simulate").Arguments.TakeLast(6));
    }

    [Fact]
    public async Task Security_only_takes_what_a_security_archive_offers()
    {
        await RunAsync("""{"security_only":true}""");
        Assert.Equal(["install", "--", "zip"], kind.Programs.Calls.Single(call => call.Arguments[0] == "--yes").Arguments.TakeLast(3));
    }

    [Theory]
    [InlineData("""{"names":["nosuch"]}""", "not_found")]
    [InlineData("""{"names":["zip","nosuch"]}""", "not_found")]
    public async Task A_package_that_is_not_installed_is_not_looked_for_by_apt(string args, string code)
    {
        Assert.Equal(code, (await RunAsync(args)).Error?.Code);
        Assert.DoesNotContain(kind.Programs.Calls, call => call.Program == "apt-get");
    }

    [Fact]
    public async Task Nothing_newer_is_nothing_to_do()
    {
        kind.Programs.Answer("apt-get --simulate", "");

        var result = await RunAsync();

        Assert.Equal("""{"upgraded":[],"reboot_required":false}""", result.Result?.GetRawText());
        Assert.DoesNotContain(kind.Programs.Calls, call => call.Arguments[0] == "--yes");
    }

    [Theory, InlineData("{}"), InlineData("""{"names":["zip"]}"""), InlineData("""{"security_only":true}""")]
    public async Task A_dry_run_says_what_would_be_newer_and_changes_nothing(string args)
    {
        kind.Sandbox.Put("/var/lib/dpkg/updates/0001", "");
        var json = args == "{}" ? """{"dry_run":true}""" : args[..^1] + ",\"dry_run\":true}";

        var result = await RunAsync(json);

        Assert.Equal("""{"upgraded":[],"reboot_required":false}""", result.Result?.GetRawText());
        Assert.Contains(kind.Log.Lines, line => line.Text == "Would upgrade zip 3.0-13 to 3.0-14 (security)");
        Assert.Equal(["dpkg-query", "apt-get"], kind.Programs.Calls.Select(call => call.Program));
        Assert.Equal("--simulate", kind.Programs.Calls[1].Arguments[0]);
    }

    [Fact]
    public async Task What_an_interrupted_run_left_is_finished_first()
    {
        kind.Sandbox.Put("/var/lib/dpkg/updates/0001", "");

        await RunAsync();

        Assert.Equal(["dpkg-query", "dpkg", "apt-get", "apt-get", "dpkg-query"], kind.Programs.Calls.Select(call => call.Program));
        Assert.Equal(["--configure", "-a", "--force-confdef", "--force-confold"], kind.Programs.Calls[1].Arguments);
    }

    [Fact]
    public async Task A_failure_half_way_tells_what_was_done()
    {
        kind.Programs.Answer("apt-get --yes", "Setting up zip\n", exitCode: 100);
        OnUpgrade(() => Installed("libc6\t2.36-4", "zip\t3.0-14"));

        var result = await RunAsync();

        Assert.Equal((100, "package_manager_failed", 1), (result.ExitCode, result.Error?.Code, result.Result?.GetProperty("upgraded").GetArrayLength()));
        Assert.Contains(kind.Log.Lines, line => line.Text.Contains("Setting up zip", StringComparison.Ordinal));
    }

    [Theory, InlineData(true, "zip"), InlineData(false, "linux-image-6.1.0-30-amd64")]
    public async Task A_reboot_is_required_where_the_VPS_says_so_or_a_kernel_is_newer(bool marked, string package)
    {
        Installed($"{package}\t1");
        if (marked)
            kind.Sandbox.Put("/run/reboot-required", "");
        OnUpgrade(() => Installed($"{package}\t2"));

        Assert.True((await RunAsync()).Result?.GetProperty("reboot_required").GetBoolean());
    }

    [Fact]
    public async Task A_lock_that_another_program_holds_is_waited_for()
    {
        using var holder = Holder("/var/lib/dpkg/lock-frontend");
        var running = RunAsync();
        await WorkerBench.Eventually(() => kind.Log.Lines.FirstOrDefault().Text, "a line about the lock");
        Assert.Equal($"Waiting for process {holder.Id} (perl) to let go of the packages.", kind.Log.Lines[0].Text);
        Assert.DoesNotContain(kind.Programs.Calls, call => call.Program == "apt-get");

        holder.StandardInput.Close();
        await EndedAsync(running);

        Assert.Equal(0, (await running).ExitCode);
        Assert.Contains(kind.Programs.Calls, call => call.Arguments[0] == "--yes");
    }

    [Theory, InlineData("/var/lib/dpkg/lock"), InlineData("/var/lib/apt/lists/lock"), InlineData("/var/cache/apt/archives/lock")]
    public async Task A_lock_that_is_never_let_go_is_not_waited_for_for_ever(string file)
    {
        using var holder = Holder(file);
        var running = RunAsync();
        await EndedAsync(running);

        Assert.Equal("package_lock_held", (await running).Error?.Code);
        Assert.DoesNotContain(kind.Programs.Calls, call => call.Program == "apt-get");
        holder.StandardInput.Close();
    }

    [Fact]
    public async Task The_progress_of_apt_is_told_in_lines_for_people_between_those_of_dpkg()
    {
        kind.Programs.Answer("apt-get --yes", """
            Reading package lists...
            dlstatus:1:0.0000:Retrieving file 1 of 1
            dlstatus:1:0.4961:Retrieving file 1 of 1
            Setting up zip (3.0-14) ...
            pmstatus:libc6:amd64:40.0000:Installing libc6 (amd64): new
            pmstatus:dpkg-exec:100.0000:Running dpkg
            pmstatus:

            """);

        await RunAsync();

        Assert.Equal(
            ["Reading package lists...\n", "[  0 %] Retrieving file 1 of 1", "Setting up zip (3.0-14) ...\n", "[ 40 %] Installing libc6 (amd64): new", "[100 %] Running dpkg", "pmstatus:"],
            kind.Log.Lines.Select(line => line.Text).Where(text => text.Trim().Length > 0));
        Assert.Contains("APT::Status-Fd=3", kind.Programs.Calls.Single(call => call.Arguments[0] == "--yes").Arguments);
    }

    [Fact]
    public void However_its_lines_are_torn_they_are_the_same()
    {
        var said = "pm\npmstatus:zip:12.5:Unpacking zip\nplain pmstatus:zip:1:no\n" + new string('x', 3000) + "\npmstatus:" + new string('y', 3000) + "\nno end";
        foreach (var size in new[] { 1, 2, 7, 1000, 100_000 })
        {
            var log = new MemoryLog();
            var progress = new MzPanel.Agent.Commands.Packages.AptProgress(log);
            foreach (var piece in System.Text.Encoding.UTF8.GetBytes(said).Chunk(size))
                progress.WriteRaw("stdout", piece);
            progress.WriteRaw("stderr", "pmstatus:zip:1:no\n"u8);
            progress.End("stdout");
            Assert.Equal(said.Replace("pmstatus:zip:12.5:Unpacking zip\n", "[ 12 %] Unpacking zip", StringComparison.Ordinal),
                string.Concat(log.Lines.Where(line => line.Stream == "stdout").Select(line => line.Text)));
            Assert.Contains(("stderr", "pmstatus:zip:1:no\n"), log.Lines);
        }
    }

    [Fact]
    public async Task Lists_are_fetched_once_nobody_else_works_on_them()
    {
        var result = await kind.RunAsync(new PackageRefreshCommand(time));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["update", "-q", "-o", "APT::Update::Error-Mode=any"], Assert.Single(kind.Programs.Calls).Arguments);
    }

    [Fact]
    public async Task Lists_that_could_not_be_fetched_fail_the_kind()
    {
        kind.Programs.Answer("apt-get update", "Err:1 http://deb.example\n", exitCode: 100);
        Assert.Equal((100, "package_manager_failed"), await kind.RunAsync(new PackageRefreshCommand(time)) is var r ? (r.ExitCode, r.Error?.Code) : default);
    }

    [Fact]
    public async Task A_dry_run_of_the_lists_says_what_it_would_fetch()
    {
        await kind.RunAsync(new PackageRefreshCommand(time), """{"dry_run":true}""");
        Assert.Equal(["update", "--print-uris"], Assert.Single(kind.Programs.Calls).Arguments);
    }

    public void Dispose() => kind.Dispose();

    private Task<CommandResult> RunAsync(string args = "{}") => kind.RunAsync(new PackageUpgradeCommand(time), args);

    private Task<string> EndedAsync(Task running) => WorkerBench.Eventually(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return running.IsCompleted ? "ended" : null;
        }, "the end of the command");

    private void Installed(params string[] packages) =>
        kind.Programs.Answer("dpkg-query " + admindir, string.Concat(packages.Select(package => $"installed\t{package}\n")));

    private void OnUpgrade(Action happens) => kind.Programs.Started = call =>
    {
        if (call.Arguments[0] == "--yes")
            happens();
    };

    /// <summary>A process that holds a lock as dpkg does, until its input ends.</summary>
    private Process Holder(string file)
    {
        const string Script = """use Fcntl; open F, "+<", $ARGV[0] or die; my $l = pack("ssx4qqix4", F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; $| = 1; print "held\n"; <STDIN>;""";
        var process = Process.Start(new ProcessStartInfo("perl", ["-e", Script, kind.Sandbox.Root.Resolve(file)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return process;
    }
}
