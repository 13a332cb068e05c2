using System.Diagnostics;
using System.Globalization;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>What the user of a site still runs is over before its user is.</summary>
public sealed class UserProcessesTests
{
    // Nobody's number, and another one for each run.
    private static readonly uint User = 1_000_000 + (uint)Environment.ProcessId;

    [Fact]
    public async Task What_a_user_runs_is_ended_by_force_where_it_does_not_end_by_request_and_what_others_run_goes_on()
    {
        using var willing = Start(User, "exec sleep 100");
        using var unwilling = Start(User, "trap '' TERM; echo ready; while :; do sleep 1; done");
        using var other = Start(User + 1, "exec sleep 100");
        try
        {
            Assert.Equal("ready", await unwilling.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Equal(0, await new UserProcesses(TimeProvider.System).EndAsync(User, TestContext.Current.CancellationToken));
            Assert.True(willing.WaitForExit(TimeSpan.FromSeconds(5)) && unwilling.WaitForExit(TimeSpan.FromSeconds(5)));
            Assert.False(other.HasExited);
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public Task What_root_runs_is_never_ended() =>
        Assert.ThrowsAsync<SiteException>(() => new UserProcesses(TimeProvider.System).EndAsync(0, TestContext.Current.CancellationToken));

    private static Process Start(uint user, string script) => Process.Start(new ProcessStartInfo(
        "setpriv", ["--reuid=" + user.ToString(CultureInfo.InvariantCulture), "--clear-groups", "--", "sh", "-c", script]) { RedirectStandardOutput = true })!;
}
