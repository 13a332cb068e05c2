using System.Runtime.InteropServices;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Enrollment;
using MzPanel.Agent.Firewall;
using MzPanel.Agent.Jobs;
using MzPanel.Agent.Metrics;
using MzPanel.Agent.Sites.Tls;
using MzPanel.Agent.Supervision;
using MzPanel.Agent.Updates;

namespace MzPanel.Agent.Cli;

/// <summary><c>mzagent run</c>: the daemon. Commands that run when it is told to end go on, and are adopted by the next one.</summary>
internal static class RunVerb
{
    // What the daemon holds (its journal above all) is let go before another program takes its place.
    public static async Task<int> RunAsync(AgentRoot root)
    {
        var systemd = SystemdNotifier.FromEnvironment();
        var turn = new UpdateTurn(new UpdateFiles(root), systemd.IsThere, TimeProvider.System);
        var code = await RunAsync(root, systemd, turn);
        if (turn.IsDue)
            turn.HandOver();
        return code;
    }

    private static async Task<int> RunAsync(AgentRoot root, SystemdNotifier systemd, UpdateTurn turn)
    {
        var config = ConfigFile.Load(root);
        Transport.Check(config.ConnectUrl, "connect_url", config.Insecure, "wss", "ws");
        using var stopped = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => Stop(s, stopped));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, s => Stop(s, stopped));
        using var log = new StderrLog();
        using var daemon = new AgentDaemon(root, new ConfigStore(root, config), [.. CommandSet.All.Select(c => c.Kind)], ProcessWorkers.Self,
            new ServerFacts(root), new MetricsReader(root), TimeProvider.System, new Random().NextDouble, log);
        using var supervised = new Supervised(systemd, TimeProvider.System);
        daemon.CameRound += supervised.CameRound;
        daemon.CameRound += MemoryTrim.OfThisProcess(TimeProvider.System).CameRound;
        daemon.CameRound += turn.CameRound;
        daemon.Welcomed += turn.Welcomed;
        turn.Due += stopped.Cancel;
        turn.Begin();
        var renewal = new RenewalClock(root, ProcessWorkers.Self, new ConsoleLog(Console.Error), TimeProvider.System, new Random().NextDouble);
        var firewall = new FirewallWatch(root, ProcessWorkers.Self, new ConsoleLog(Console.Error), TimeProvider.System);
        return await WithAsync([renewal.RunAsync, firewall.RunAsync], daemon, stopped) ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task<bool> WithAsync(IReadOnlyList<Func<CancellationToken, Task>> clocks, AgentDaemon daemon, CancellationTokenSource stopped)
    {
        var running = clocks.Select(run => run(stopped.Token)).ToList();
        try
        {
            return await daemon.RunAsync(stopped.Token);
        }
        finally
        {
            await stopped.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stopped)
    {
        signal.Cancel = true;
        stopped.Cancel();
    }
}
