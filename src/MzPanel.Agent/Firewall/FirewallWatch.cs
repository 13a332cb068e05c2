using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Firewall;

/// <summary>
/// Has the confirmed rules loaded when the agent starts, and again where a trial was left alone: a boot knows no rules, and a
/// guard can be killed like everybody else.
/// </summary>
internal sealed class FirewallWatch(AgentRoot root, IReadOnlyList<string> program, ILogSink log, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopped)
    {
        using var stop = new StopRequest(time);
        var programs = new Programs(stop);
        for (var due = File.Exists(FirewallFile.PathIn(root)); ;)
        {
            if (due || IsLeftAlone())
                due = !await RestoreAsync(programs, stopped);
            await Task.Delay(due ? AfterFailure : Look, time, stopped);
        }
    }

    private bool IsLeftAlone()
    {
        try
        {
            return FirewallTrial.Read(root) is { IsKept: false };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // Whoever is started for it will tell why.
        }
    }

    private async Task<bool> RestoreAsync(Programs programs, CancellationToken stopped)
    {
        try
        {
            return await programs.RunAsync(new ProgramCall(program[0], [.. program.Skip(1), "x", "restore-firewall", "--root", root.Path]), log, stopped) == 0;
        }
        catch (Exception e) when (!stopped.IsCancellationRequested)
        {
            log.Write(LogLine.Stderr, $"The rules of the firewall could not be loaded and this is tried again: {e.Message}");
            return false;
        }
    }
}
