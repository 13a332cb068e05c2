using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Php;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Tests.Commands.Php;

/// <summary>Versions of PHP, with a recorded apt, and with that of this machine as far as it changes nothing.</summary>
public sealed class PhpKindsTests : IDisposable
{
    private const string Policy = """
        php8.2-fpm:
          Installed: 8.2.36-1
          Candidate: 8.2.36-1
          Version table:
         *** 8.2.36-1 500
        php8.4-fpm:
          Installed: (none)
          Candidate: 8.4.1-1
          Version table:
        php7.4-fpm:
          Installed: (none)
          Candidate: (none)
        """;

    private readonly KindRun kind = new();

    public PhpKindsTests()
    {
        foreach (var held in new[] { "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock", "/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock", "/var/lib/dpkg/status" })
            kind.Sandbox.Put(held, "");
        Directory.CreateDirectory(kind.Sandbox.Root.Resolve("/var/lib/dpkg/updates"));
        kind.Programs.Answer("apt-cache pkgnames", "php8.2-fpm\nphp8.4-fpm\nphp7.4-fpm\nphp-fpm\nphpmyadmin\nphp8.2-gd\nphpx-fpm\n").Answer("apt-cache policy", Policy);
        Installed("php8.2-fpm\t8.2.36-1");
    }

    public void Dispose() => kind.Dispose();

    [Fact]
    public async Task Versions_are_told_the_newest_first_with_what_is_installed_and_what_could_be()
    {
        var result = await kind.RunAsync(new PhpListCommand());
        Assert.Equal(
            """[{"version":"8.4","candidate":"8.4.1-1","sites":[]},{"version":"8.2","installed":"8.2.36-1","candidate":"8.2.36-1","sites":[]}]""", result.Result?.GetRawText());
        Assert.Equal(["policy", "--", "php8.2-fpm", "php8.4-fpm", "php7.4-fpm"], kind.Programs.Calls[^1].Arguments);
    }

    [Fact]
    public async Task A_version_is_installed_unattended_with_its_progress_and_what_is_new_then_is_the_result()
    {
        kind.Programs.Started = call =>
        {
            if (call.Arguments.Contains("install"))
                Installed("php8.2-fpm\t8.2.36-1", "php8.4-fpm\t8.4.1-1", "php8.4-common\t8.4.1-1");
        };

        var result = await kind.RunAsync(new PhpInstallCommand(TimeProvider.System), """{"version":"8.4"}""");

        Assert.Equal("""["php8.4-common","php8.4-fpm"]""", result.Result?.GetRawText());
        var install = kind.Programs.Calls.Single(c => c.Arguments.Contains("install"));
        Assert.Equal(["--no-install-recommends", "--no-remove", "install", "--", "php8.4-fpm", "php8.4-cli", "php8.4-mysql"], install.Arguments.TakeLast(7));
        Assert.Equal((3, "noninteractive"), (install.AlsoStdout, install.Environment!["DEBIAN_FRONTEND"]));
    }

    [Fact]
    public async Task Extensions_are_those_that_were_asked_for()
    {
        await kind.RunAsync(new PhpInstallCommand(TimeProvider.System), """{"version":"8.4","extensions":["gd","cli"]}""");
        Assert.Equal(["--", "php8.4-fpm", "php8.4-cli", "php8.4-gd"], kind.Programs.Calls.Single(c => c.Arguments.Contains("install")).Arguments.TakeLast(4));
    }

    [Theory, InlineData("7.4"), InlineData("9.9")]
    public async Task A_version_that_no_archive_has_is_not_found_and_nothing_is_installed(string version)
    {
        Assert.Equal("not_found", (await kind.RunAsync(new PhpInstallCommand(TimeProvider.System), $$"""{"version":"{{version}}"}""")).Error?.Code);
        Assert.DoesNotContain(kind.Programs.Calls, c => c.Program == "apt-get");
    }

    [Fact]
    public async Task What_apt_cannot_do_is_a_failure_with_what_was_done()
    {
        kind.Programs.Answer("apt-get --yes", "", exitCode: 100);
        var result = await kind.RunAsync(new PhpInstallCommand(TimeProvider.System), """{"version":"8.4"}""");
        Assert.Equal((100, "package_manager_failed", "[]"), (result.ExitCode, result.Error?.Code, result.Result?.GetRawText()));
    }

    [Fact]
    public async Task This_machine_has_the_version_that_the_sites_of_these_tests_run_on()
    {
        var result = await RealAsync(new PhpListCommand(), "{}");
        Assert.Contains(JsonSerializer.Deserialize(result.Result!.Value, CommandsJson.Plain.IReadOnlyListPhpVersion)!, v => v is { Version: "8.2", Installed: not null });
        Assert.Equal(0, (await RealAsync(new PhpInstallCommand(TimeProvider.System), """{"version":"8.2","dry_run":true}""")).ExitCode);
    }

    private static async Task<CommandResult> RealAsync(ICommand command, string args)
    {
        using var stop = new StopRequest(TimeProvider.System);
        var context = new CommandContext(JsonElement.Parse(args), new AgentRoot("/"), LocalPolicy.Strict, new MemoryLog(), new Programs(stop));
        return await command.RunAsync(context, TestContext.Current.CancellationToken);
    }

    private void Installed(params string[] packages) =>
        kind.Programs.Answer("dpkg-query --admindir=" + kind.Sandbox.Root.Resolve("/var/lib/dpkg"), string.Concat(packages.Select(p => $"installed\t{p}\n")));
}
