using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Services;

/// <summary>Services of the VPS with their state.</summary>
internal sealed class ServiceListCommand : ICommand
{
    public CommandKind Kind => ServiceList.Kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled) =>
        ServiceManagers.Of(context.Root)?.ListAsync(context, cancelled) ?? Task.FromResult(ServiceManagers.None);
}
