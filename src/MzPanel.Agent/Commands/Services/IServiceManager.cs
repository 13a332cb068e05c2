namespace MzPanel.Agent.Commands.Services;

/// <summary>What keeps the services of the VPS running.</summary>
internal interface IServiceManager
{
    string Name { get; }

    Task<CommandResult> ListAsync(CommandContext context, CancellationToken cancelled);

    Task<CommandResult> StatusAsync(CommandContext context, string service, CancellationToken cancelled);

    Task<CommandResult> LogsAsync(CommandContext context, string service, int lines, CancellationToken cancelled);

    /// <summary>Changes a service; the result is its state after, also where it failed.</summary>
    Task<CommandResult> ChangeAsync(CommandContext context, string service, ServiceVerb verb, CancellationToken cancelled);
}
