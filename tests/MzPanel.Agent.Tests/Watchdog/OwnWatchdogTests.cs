using System.Diagnostics;
using MzPanel.Agent.Tests.Link;
using MzPanel.Agent.Watchdog;

namespace MzPanel.Agent.Tests.Watchdog;

public class OwnWatchdogTests
{
    [Fact]
    public async Task A_daemon_whose_own_loop_is_stuck_for_a_minute_ends_itself_with_a_code_of_its_own()
    {
        await using var bench = await DaemonBench.PrepareAsync();
        // Reading the policy from a pipe that nobody writes to blocks the desk, as a hung file system would.
        File.Delete(bench.Sandbox.Root.PolicyFile);
        using (var make = Process.Start("mkfifo", [bench.Sandbox.Root.PolicyFile]))
            await make.WaitForExitAsync();
        using var daemon = new DaemonProcess(bench.Sandbox.Root);
        var link = await bench.Plane.WelcomedAsync();
        await bench.ShellAsync(link, "c1", "true");
        Assert.Equal(OwnWatchdog.ExitCode, await daemon.EndAsync(TimeSpan.FromSeconds(90)));
    }
}
