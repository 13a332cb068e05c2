using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands;

/// <summary>How one kind runs; its name, lane and arguments are defined in <c>MzPanel.Protocol/Commands</c>.</summary>
internal interface ICommand
{
    CommandKind Kind { get; }

    /// <summary>
    /// Runs once, in a worker process of its own. <paramref name="cancelled"/> fires on cancel and on timeout; programs started
    /// through the context are ended by then without further ado.
    /// </summary>
    Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled);
}
