using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Docker;

/// <summary>What the Docker kinds share: whoever may start a container is root, so the policy of the VPS decides as for a shell.</summary>
internal abstract class DockerCommand(CommandKind kind) : ICommand
{
    public CommandKind Kind => kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        // The daemon asked the policy before it accepted the command; it may have been withdrawn since.
        if (LocalPolicy.Read(context.Root).Denies(kind, context.Root) is { } denial)
            return CommandResult.Fail("policy_denied", denial);
        try
        {
            return await WorkAsync(context, cancelled);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    protected abstract Task<CommandResult> WorkAsync(CommandContext context, CancellationToken cancelled);
}
