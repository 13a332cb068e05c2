using System.Diagnostics;
using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Packaging;

public sealed class ServiceUnitTests : IDisposable
{
    private const string InstalledProgram = "/usr/local/bin/mzagent";

    private static readonly string Unit = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mzagent.service"));

    private readonly Sandbox sandbox = new();

    [Theory]
    [InlineData("Restart=always")]
    [InlineData("StartLimitIntervalSec=0")]
    [InlineData("KillMode=process")]
    [InlineData("WatchdogSec=60")]
    [InlineData("ExecStartPre=-/usr/local/bin/mzagent.previous update-check")]
    public void Brings_the_agent_back_and_leaves_its_commands_running(string line) =>
        Assert.Contains(line, Unit.Split('\n'));

    [Fact]
    public async Task Systemd_has_nothing_to_say_against_the_unit()
    {
        var unit = sandbox.Put("/mzagent.service", Unit.Replace(InstalledProgram, AgentProgram.File, StringComparison.Ordinal));
        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", unit]) { RedirectStandardError = true })!;

        var says = await verify.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await verify.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (verify.ExitCode, says));
    }

    public void Dispose() => sandbox.Dispose();
}
