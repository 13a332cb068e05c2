using System.Globalization;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>One call of Docker's for a stack that is there, with its words in the log.</summary>
internal sealed class DockerStackCommand(CommandKind kind, Func<CommandContext, string[]> what) : DockerCommand(kind)
{
    private const int UsualLines = 200;

    public static DockerStackCommand Down { get; } = new(DockerDown.Kind, c => ["down", "--remove-orphans", .. c.Flag("volumes") ? (string[])["--volumes"] : []]);

    public static DockerStackCommand Pull { get; } = new(DockerPull.Kind, _ => ["pull"]);

    public static DockerStackCommand Logs { get; } = new(DockerLogs.Kind,
        c => ["logs", "--no-color", "--timestamps", "--tail", (c.Number("lines") ?? UsualLines).ToString(CultureInfo.InvariantCulture)]);

    protected override async Task<CommandResult> WorkAsync(CommandContext context, CancellationToken cancelled)
    {
        var stack = DockerStack.Of(context);
        stack.CheckThere();
        var call = what(context);
        if (context.Flag("dry_run"))
            context.Log.Write(LogLine.Stdout, $"Would run docker compose {string.Join(' ', call)} for the stack {stack.Name} in {stack.Directory}");
        else
            await stack.ComposeAsync(cancelled, call);
        return new CommandResult(0);
    }
}
