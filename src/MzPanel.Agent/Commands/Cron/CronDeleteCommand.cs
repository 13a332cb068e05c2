using MzPanel.Agent.Cron;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;
using MzPanel.Protocol.Logs;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>Removes an entry of ours, each kind those of its own; one that is not there is no fault.</summary>
internal sealed class CronDeleteCommand(CommandKind kind, TimeProvider time) : CronCommand(kind, time)
{
    protected override async Task<CommandResult> ChangeAsync(CommandContext context, CancellationToken cancelled)
    {
        var entry = context.Text("entry")!;
        if (new CronJobs(context.Root).Find(entry) is { } there)
            await new CronChange(context, Time).DeleteAsync(Own(there), cancelled);
        else
            context.Log.Write(LogLine.Stdout, "There is no such entry");
        return new CommandResult(0);
    }

    // Who may not set a free shell must not remove one either, whatever it is called.
    private CronJob Own(CronJob there)
    {
        var right = there.SiteId is null ? CronShellDelete.Kind : CronDelete.Kind;
        return right == Kind ? there : throw new SiteException("other_kind", $"The entry {there.Entry} is that of {there.SiteId ?? there.User}: {right.Name} removes it.");
    }
}
