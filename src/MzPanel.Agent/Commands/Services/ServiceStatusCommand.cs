using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Services;

/// <summary>State of one service.</summary>
internal sealed class ServiceStatusCommand : ICommand
{
    public CommandKind Kind => ServiceStatus.Kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled) =>
        ServiceManagers.Of(context.Root)?.StatusAsync(context, context.Text("name")!, cancelled) ?? Task.FromResult(ServiceManagers.None);
}
