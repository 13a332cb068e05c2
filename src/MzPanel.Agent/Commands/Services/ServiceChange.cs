using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Services;

/// <summary>One change of a service, whatever manages it: look, change unless it is a dry run, look again.</summary>
internal static class ServiceChange
{
    /// <param name="context">The command's.</param>
    /// <param name="call">The program that changes it.</param>
    /// <param name="state">Asks for the state; its result is the state, or why there is none.</param>
    /// <param name="cancelled">Stops it.</param>
    public static async Task<CommandResult> RunAsync(
        CommandContext context, ProgramCall call, Func<Task<CommandResult>> state, CancellationToken cancelled)
    {
        var before = await state();
        if (before.ExitCode != 0)
            return before;
        if (context.Flag("dry_run"))
        {
            context.Log.Write(LogLine.Stdout,
                $"Would run {call.Program} {string.Join(' ', call.Arguments)}; the service is {before.Result?.GetProperty("state").GetString()}.");
            return before;
        }
        var exitCode = await context.RunAsync(call, cancelled);
        var after = await state();
        return exitCode == 0 ? after
            : after with { ExitCode = exitCode, Error = new JobError("service_failed", $"{call.Program} ended with exit code {exitCode}.") };
    }
}
