using System.Text;
using System.Text.Json;
using MzPanel.Agent.Commands;
using MzPanel.Agent.Config;
using MzPanel.Agent.Logs;
using MzPanel.Agent.Processes;
using MzPanel.Protocol;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Jobs;

/// <summary>Runs one command to its end, whatever becomes of it: done, failed, stopped, timed out, or hung.</summary>
internal sealed class WorkerRun(JobSpec spec, SpoolLog log, SecretMask mask, StopRequest stop, TimeProvider time)
{
    private const int Failed = 1;
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(10);

    // What a timer can hold (49 days), with some room.
    private const int LongestTimeoutS = 40 * 24 * 3600;

    // What a kind gets on top of the grace to notice that its program is dead.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);
    private static readonly JsonElement InLog = JsonDocument.Parse("""{"in_log":true}""").RootElement;

    public async Task<JobExit> RunAsync(ICommand command)
    {
        var start = time.GetTimestamp();
        var programs = new Programs(stop);
        using var timeout = time.CreateTimer(
            _ => stop.Ask(JobOutcome.TimedOut, TimeoutGrace), null, TimeSpan.FromSeconds(Math.Min(spec.TimeoutS, LongestTimeoutS)), Timeout.InfiniteTimeSpan);
        var result = await ResultAsync(command, programs);
        log.End(LogLine.Stdout);
        log.End(LogLine.Stderr);
        var value = Shown(result.Result);
        var error = result.Error is { } e ? e with { Message = mask.Apply(e.Message) } : null;
        return new JobExit(result.ExitCode, result.Outcome, (long)time.GetElapsedTime(start).TotalMilliseconds, log.LastSeq, error, value);
    }

    private async Task<CommandResult> ResultAsync(ICommand command, Programs programs)
    {
        var root = new AgentRoot(spec.Root);
        var context = new CommandContext(spec.Args, root, LocalPolicy.Read(root), log, programs, new JobHearing(log, JobDirectory.Of(root, spec.Ref), time), spec.JobId);
        // Off this thread: a kind that blocks must not hold up its own timeout.
        var running = Task.Run(() => command.RunAsync(context, stop.Token));
        var abandoned = HungAsync();
        try
        {
            return await Task.WhenAny(running, abandoned) == running ? await running : Stopped(128 + Libc.Kill);
        }
        catch (OperationCanceledException) when (stop.Outcome is not null)
        {
            return Stopped(programs.LastExitCode ?? 128 + Libc.Terminate);
        }
        catch (UnknownUserException e)
        {
            return new CommandResult(Failed, Error: new JobError("unknown_user", e.Message));
        }
        catch (Exception e)
        {
            return new CommandResult(Failed, Error: new JobError("failed", e.Message));
        }
    }

    private CommandResult Stopped(int exitCode) => new(exitCode, Outcome: stop.Outcome!);

    // Ends when a stop was asked for and its grace is long over: the kind hangs.
    private async Task HungAsync()
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await Task.Delay(stop.Grace + LastWait, time);
    }

    private JsonElement? Shown(JsonElement? result)
    {
        if (result is not { } value || Encoding.UTF8.GetByteCount(value.GetRawText()) <= ProtocolLimits.ResultBytes)
            return result;
        log.Write(LogLine.Stdout, value.GetRawText());
        return InLog;
    }
}
