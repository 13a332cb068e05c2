using MzPanel.Agent.Commands;
using MzPanel.Agent.Processes;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Firewall;

/// <summary>
/// Waits beside a trial, in a process of its own that no end of the command or of the agent reaches, and puts back what was before
/// when its time is over, or when nobody is left who could confirm it.
/// </summary>
internal sealed class FirewallGuard(CommandContext context, TimeProvider time)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private const int MostTries = 300;

    /// <summary>Starts the guard of a trial, and returns once it stands there; in a session of its own, which nobody's end ends.</summary>
    public async Task<bool> StartAsync(string id, IReadOnlyList<string> program, CancellationToken cancelled)
    {
        _ = new Spawn
        {
            Path = program[0],
            Arguments = [.. program.Skip(1), "x", "guard-firewall", id, "--stay", "--root", context.Root.Path],
            Environment = new Dictionary<string, string> { ["PATH"] = ProgramFinder.SearchPath, ["LANG"] = "C.UTF-8" },
            WorkingDirectory = "/",
            NewSession = true,
        }.Start();
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < StartLimit; await Task.Delay(StartLook, time, cancelled))
            if (FirewallTrial.Read(context.Root) is { Guard.IsAlive: true } trial)
                return trial.Id == id;
        return false;
    }

    /// <summary>Stands guard to the end of the trial.</summary>
    public async Task RunAsync(string id, CancellationToken cancelled)
    {
        var trials = new FirewallTrial(context, time);
        if (await trials.GuardAsync(id, cancelled) is not { } trial)
            return;
        for (var start = time.GetTimestamp(); trial.Worker.IsAlive && time.GetElapsedTime(start) < TimeSpan.FromSeconds(trial.LimitS);)
        {
            if (FirewallTrial.Read(context.Root)?.Id != id)
                return;
            await Task.Delay(Look, time, cancelled);
        }
        if (FirewallTrial.Read(context.Root)?.Id == id)
            await PutBackAsync(trials, id, cancelled);
    }

    private async Task PutBackAsync(FirewallTrial trials, string id, CancellationToken cancelled)
    {
        for (var tries = 1; ; tries++)
            try
            {
                await trials.PutBackAsync(id, cancelled);
                return;
            }
            catch (Exception e) when (tries < MostTries && !cancelled.IsCancellationRequested)
            {
                context.Log.Write(LogLine.Stderr, $"The firewall could not be put back and this is tried again: {e.Message}");
                await Task.Delay(Again, time, cancelled);
            }
    }
}
