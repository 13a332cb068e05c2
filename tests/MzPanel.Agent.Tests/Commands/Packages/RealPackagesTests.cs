using System.Security.Cryptography;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Commands.Packages;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;

namespace MzPanel.Agent.Tests.Commands.Packages;

/// <summary>The package kinds with the apt and dpkg of this machine, as far as they change nothing.</summary>
public sealed class RealPackagesTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"security_only":true}""")]
    [InlineData("""{"names":["dpkg","libc6"]}""")]
    public async Task A_dry_run_of_an_upgrade_leaves_every_package_as_it_is(string args)
    {
        var before = Fingerprint();

        var (result, log) = await RunAsync(new PackageUpgradeCommand(TimeProvider.System), args);

        Assert.True(result.ExitCode == 0, string.Join('\n', log.Lines));
        Assert.All(log.Lines.Where(line => line.Stream == "stdout"), line => Assert.Matches("^(Would upgrade |Nothing is newer)", line.Text));
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public async Task A_dry_run_of_the_lists_fetches_none()
    {
        var before = Fingerprint();

        var (result, log) = await RunAsync(new PackageRefreshCommand(TimeProvider.System), "{}");

        Assert.True(result.ExitCode == 0, string.Join('\n', log.Lines));
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public async Task A_package_that_nobody_installed_is_not_found() =>
        Assert.Equal("not_found", (await RunAsync(new PackageUpgradeCommand(TimeProvider.System), """{"names":["no-such-package"]}""")).Result.Error?.Code);

    private static async Task<(CommandResult Result, MemoryLog Log)> RunAsync(ICommand command, string args)
    {
        using var stop = new StopRequest(TimeProvider.System);
        var log = new MemoryLog();
        using var json = JsonDocument.Parse(args == "{}" ? """{"dry_run":true}""" : args[..^1] + ",\"dry_run\":true}");
        var context = new CommandContext(json.RootElement, new AgentRoot("/"), LocalPolicy.Strict, log, new Programs(stop));
        return (await command.RunAsync(context, TestContext.Current.CancellationToken), log);
    }

    private static string Fingerprint()
    {
        var lists = Directory.EnumerateFiles("/var/lib/apt/lists").Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}").Order(StringComparer.Ordinal);
        return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes("/var/lib/dpkg/status"))) + string.Join('\n', lists);
    }
}
