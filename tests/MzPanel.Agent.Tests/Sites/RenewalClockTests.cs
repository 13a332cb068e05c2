using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Sites;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Agent.Tests.Cli;
using MzPanel.Agent.Tests.Commands;
using MzPanel.Agent.Tests.Jobs;
using MzPanel.Agent.Tests.Sandboxes;

namespace MzPanel.Agent.Tests.Sites;

/// <summary>Renewal comes round by itself, where there are sites.</summary>
public sealed class RenewalClockTests : IDisposable
{
    private readonly Sandbox sandbox = new();
    private readonly FakeTimeProvider time = new();
    private readonly MemoryLog log = new();
    private readonly CancellationTokenSource stop = new();

    public void Dispose()
    {
        stop.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public async Task It_is_started_twice_a_day_as_a_chore_of_the_agent_itself()
    {
        Directory.CreateDirectory(SitePaths.EntriesOf(sandbox.Root));
        var running = new RenewalClock(sandbox.Root, ["/bin/echo"], log, time, () => 0.5).RunAsync(stop.Token);
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.Empty(log.Lines);
        time.Advance(TimeSpan.FromMinutes(2));
        await SeenAsync(1);
        Assert.Equal($"x renew-certificates --root {sandbox.Root.Path}\n", log.Lines[0].Text);
        var first = time.GetUtcNow();
        await SeenAsync(2, () => time.Advance(TimeSpan.FromMinutes(30)));
        Assert.True(time.GetUtcNow() - first >= TimeSpan.FromHours(12));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_time_that_fails_is_told_and_does_not_end_it()
    {
        Directory.CreateDirectory(SitePaths.EntriesOf(sandbox.Root));
        var running = new RenewalClock(sandbox.Root, [], log, time, () => 0.5).RunAsync(stop.Token);
        await SeenAsync(2, () => time.Advance(TimeSpan.FromMinutes(30)));
        Assert.All(log.Lines, line => Assert.Contains("certificates", line.Text, StringComparison.Ordinal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Where_there_are_no_sites_the_chore_has_nothing_to_do()
    {
        var agent = await AgentProcess.RunAsync("x", "renew-certificates", "--root", sandbox.Root.Path);
        Assert.Equal((0, ""), (agent.ExitCode, agent.Stdout));
    }

    [Fact]
    public async Task A_registry_that_cannot_be_read_is_a_failure_of_the_chore()
    {
        sandbox.Put("/etc/mz/sites/site_one.json", "{");
        var agent = await AgentProcess.RunAsync("x", "renew-certificates", "--root", sandbox.Root.Path);
        Assert.Equal(1, agent.ExitCode);
        Assert.Contains("bad_registry", agent.Stderr, StringComparison.Ordinal);
    }

    private Task<string> SeenAsync(int times, Action? between = null) => WorkerBench.Eventually(() =>
    {
        between?.Invoke();
        return log.Lines.ToArray().Length >= times ? "seen" : null;
    }, $"run {times}");
}
