using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Databases;

/// <summary>What the kinds that change databases share: one at a time, after the traces of one that was killed, refusals as errors.</summary>
internal abstract class DatabaseCommand(CommandKind kind, TimeProvider time) : ICommand
{
    public CommandKind Kind => kind;

    public async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancelled)
    {
        try
        {
            var job = DatabaseJob.Of(context, time);
            if (!Environment.IsPrivilegedProcess)
                return CommandResult.Fail("needs_root", "Database servers take root's word alone: the agent does not run as root.");
            if (job.DryRun)
            {
                await job.Engine.CheckAsync(cancelled);
                return await RunAsync(job, cancelled);
            }
            using var alone = await SiteLock.TakeAsync(context.Root, time, cancelled);
            await job.Engine.CheckAsync(cancelled);
            await job.Engine.RecoverAsync(cancelled);
            return await RunAsync(job, cancelled);
        }
        catch (SiteException e)
        {
            return CommandResult.Fail(e.Code, e.Message);
        }
    }

    protected abstract Task<CommandResult> RunAsync(DatabaseJob job, CancellationToken cancelled);
}
