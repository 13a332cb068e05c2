using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Services;

/// <summary>Last log lines of one service, into the log of the job.</summary>
internal sealed class ServiceLogsCommand : ICommand
{
    private const int DefaultLines = 200;

    public CommandKind Kind => ServiceLogs.Kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled) =>
        ServiceManagers.Of(context.Root)?.LogsAsync(context, context.Text("name")!, context.Number("lines") ?? DefaultLines, cancelled)
            ?? Task.FromResult(ServiceManagers.None);
}
