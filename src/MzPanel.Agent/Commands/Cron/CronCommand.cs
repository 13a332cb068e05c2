using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>What the kinds that change cron share: never beside work on the sites, refusals as errors.</summary>
internal abstract class CronCommand(CommandKind kind, TimeProvider time) : ICommand
{
    public CommandKind Kind => kind;

    protected TimeProvider Time { get; } = time;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            // The daemon asked the policy before it accepted the command; it may have been withdrawn since.
            if (kind.Capability == CommandKind.Shell && LocalPolicy.Read(context.Root).Denies(kind, context.Root) is { } denial)
                return CommandResult.Fail("policy_denied", denial);
            if (!Environment.IsPrivilegedProcess)
                return CommandResult.Fail("needs_root", "Only root can change what cron runs: the agent does not run as root.");
            if (context.Flag("dry_run"))
                return await ChangeAsync(context, cancelled);
            using var alone = await SiteLock.TakeAsync(context.Root, Time, cancelled);
            return await ChangeAsync(context, cancelled);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    protected abstract Task<CommandResult> ChangeAsync(CommandContext context, CancellationToken cancelled);
}
