using MzPanel.Agent.Cron;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>Removes an entry of ours; one that is not there is no fault.</summary>
internal sealed class CronDeleteCommand(TimeProvider time) : CronCommand(CronDelete.Kind, time)
{
    protected override async Task<CommandResult> ChangeAsync(CommandContext context, CancellationToken cancelled)
    {
        var entry = context.Text("entry")!;
        if (new CronJobs(context.Root).Find(entry) is { } there)
            await new CronChange(context, Time).DeleteAsync(there, cancelled);
        else
            context.Log.Write(LogLine.Stdout, "There is no such entry");
        return new CommandResult(0);
    }
}
