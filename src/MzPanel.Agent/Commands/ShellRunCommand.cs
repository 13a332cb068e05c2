using MzPanel.Agent.Config;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands;

/// <summary>The free shell, the only kind that meets one; the policy file of the VPS must allow it.</summary>
internal sealed class ShellRunCommand : ICommand
{
    private const string Shell = "/bin/sh";

    public CommandKind Kind => ShellRun.Kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        // The daemon asked the policy before it accepted the command; it may have been withdrawn since.
        if (LocalPolicy.Read(context.Root).Denies(Kind, context.Root) is { } denial)
            return CommandResult.Fail("policy_denied", denial);
        var call = Call(context);
        if (!Directory.Exists(call.WorkingDirectory))
            return CommandResult.Fail("bad_args", $"args.cwd: there is no directory {context.Text("cwd")}.");
        if (!context.Flag("dry_run"))
            return new CommandResult(await context.RunAsync(call, cancelled));
        context.Log.Write(LogLine.Stdout, Describe(call));
        return new CommandResult(0);
    }

    private static ProgramCall Call(CommandContext context) => new(Shell, ["-c", context.Text("command")!],
        context.Root.Resolve(context.Text("cwd") ?? "/"), context.Map("env"), context.Text("user"));

    private static string Describe(ProgramCall call) =>
        $"Would run {Shell} -c as {call.User ?? Environment.UserName} in {call.WorkingDirectory}"
        + (call.Environment is { Count: > 0 } env ? $" with {string.Join(", ", env.Keys)} set" : "") + $":\n{call.Arguments[1]}";
}
