using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Services;

/// <summary>Starts, stops, restarts or reloads a service; the result is its state after.</summary>
internal sealed class ServiceChangeCommand(CommandKind kind, ServiceVerb verb) : ICommand
{
    // Whoever stops it cannot reach the VPS any more.
    private const string Agent = "mzagent";

    public CommandKind Kind => kind;

    public Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        var service = context.Text("name")!;
        if (verb == ServiceVerb.Stop && UnitTable.Short(service) == Agent)
            return Task.FromResult(CommandResult.Fail("bad_args", "args.name: the agent does not stop itself."));
        return ServiceManagers.Of(context.Root)?.ChangeAsync(context, service, verb, cancelled) ?? Task.FromResult(ServiceManagers.None);
    }
}
