using MzPanel.Protocol;
using MzPanel.Protocol.Agents;
using MzPanel.Protocol.Envelopes;
using MzPanel.Protocol.Jobs;

namespace MzPanel.Agent.Tests.Link;

public sealed class DaemonProcessTests : IAsyncLifetime
{
    private DaemonBench bench = null!;

    public async ValueTask InitializeAsync() => bench = await DaemonBench.PrepareAsync();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Told_to_end_it_ends_well_and_soon()
    {
        using var daemon = new DaemonProcess(bench.Sandbox.Root);
        var link = await bench.Plane.WelcomedAsync();
        Assert.Equal(0, await daemon.TerminateAsync());
        Assert.Equal(CloseCode.GoingAway, await link.Closed);
    }

    [Fact]
    public async Task Killed_in_mid_command_the_next_daemon_adopts_it_and_it_has_run_once()
    {
        var ledger = bench.Sandbox.Put("/ledger", "");
        string journal;
        using (var daemon = new DaemonProcess(bench.Sandbox.Root))
        {
            var link = await bench.Plane.WelcomedAsync();
            journal = link.Hello!.JournalId!;
            await bench.ShellAsync(link, "c1", $"echo start >> {ledger}; echo a; while [ ! -e {ledger}.go ]; do sleep 0.02; done; exit 9");
            await DaemonBench.LogAsync(link, 1);
            await daemon.KillAsync();
        }
        using var next = new DaemonProcess(bench.Sandbox.Root);
        var again = await bench.Plane.WelcomedAsync(2);
        Assert.Equal((journal, HelloJob.Running), (again.Hello!.JournalId, Assert.Single(again.Hello.Jobs!).State));
        await bench.ShellAsync(again, "c1", "the same id again");
        File.WriteAllText(ledger + ".go", "");
        Assert.Equal(9, (await again.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone)).Payload.ExitCode);
        Assert.Equal("start\n", File.ReadAllText(ledger));
    }

    [Fact]
    public async Task Killed_at_random_moments_every_command_starts_once_at_most_and_every_one_is_reported()
    {
        const int rounds = 8;
        var ledger = bench.Sandbox.Put("/ledger", "");
        var random = new Random(20261123);
        var reports = new Dictionary<string, string>();
        for (var round = 0; round <= rounds; round++)
        {
            using var daemon = new DaemonProcess(bench.Sandbox.Root);
            var link = await bench.Plane.WelcomedAsync(round + 1);
            if (round < rounds)
            {
                await bench.ShellAsync(link, $"c{round}", $"echo c{round} >> {ledger}; sleep 0.05");
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 150)), TimeProvider.System);
            }
            else
                while (reports.Count < link.Hello!.Jobs!.Count)
                {
                    var done = await link.NextAsync(MessageType.JobDone, ProtocolJson.Default.JobDone);
                    reports[done.Ref!] = done.Payload.Outcome;
                    await link.SendAsync(MessageType.Ack, done.Id, new Ack(), ProtocolJson.Default.Ack);
                }
            await daemon.KillAsync();
        }
        var started = File.ReadAllLines(ledger);
        Assert.Equal(started.Distinct(), started);
        Assert.All(started, c => Assert.Contains(c, reports.Keys));
        Assert.All(reports.Where(r => r.Value == JobOutcome.Exited), r => Assert.Contains(r.Key, started));
    }

    [Fact]
    public async Task A_second_daemon_beneath_the_same_root_is_refused()
    {
        using var daemon = new DaemonProcess(bench.Sandbox.Root);
        await bench.Plane.WelcomedAsync();
        using var second = new DaemonProcess(bench.Sandbox.Root);
        Assert.Equal(1, await second.EndAsync(PlaneLink.Limit));
    }
}
