using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Sites.Tls;

/// <summary>Starts the renewal twice a day, in a process of its own: the daemon never does a site's work itself.</summary>
internal sealed class RenewalClock(AgentRoot root, IReadOnlyList<string> program, ILogSink log, TimeProvider time, Func<double> random)
{
    private const double Spread = 0.2;
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromHours(12);

    /// <summary>Runs until it is stopped. Spread out: authorities ask not to be called by everybody at once.</summary>
    public async Task RunAsync(CancellationToken stopped)
    {
        using var stop = new StopRequest(time);
        var programs = new Programs(stop);
        for (var wait = First * random(); ; wait = Between * (1 - Spread + (2 * Spread * random())))
        {
            await Task.Delay(wait, time, stopped);
            await RenewAsync(programs, stopped);
        }
    }

    // Whatever it is that failed: half a day later it may not, and certificates run out where nobody comes round any more.
    private async Task RenewAsync(Programs programs, CancellationToken stopped)
    {
        try
        {
            if (Directory.Exists(SitePaths.EntriesOf(root)))
                await programs.RunAsync(new ProgramCall(program[0], [.. program.Skip(1), "x", "renew-certificates", "--root", root.Path]), log, stopped);
        }
        catch (Exception e) when (!stopped.IsCancellationRequested)
        {
            log.Write(LogLine.Stderr, $"The renewal of certificates failed and is tried again later: {e.Message}");
        }
    }
}
