using MzPanel.Agent.Cron;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Commands;

namespace MzPanel.Agent.Commands.Cron;

/// <summary>Sets an entry: of a site, which its user runs, or a free shell.</summary>
internal sealed class CronSetCommand(CommandKind kind, TimeProvider time) : CronCommand(kind, time)
{
    protected override async Task<CommandResult> ChangeAsync(CommandContext context, CancellationToken cancelled)
    {
        var site = Kind == CronSet.Kind ? Known(context) : null;
        var schedule = context.Text("schedule")!;
        if (!CronSchedule.IsOne(schedule))
            throw new SiteException("bad_args", "args.schedule is none.");
        var wanted = new CronJob
        {
            Entry = context.Text("entry")!,
            SiteId = site?.SiteId,
            User = site?.User ?? context.Text("user") ?? "root",
            Schedule = schedule,
            Command = context.Text("command")!,
            LimitS = context.Number("limit_s") ?? CronJob.UsualLimitS,
        };
        await new CronChange(context, Time).SetAsync(wanted, cancelled);
        return CommandResult.Done(wanted, CommandsJson.Plain.CronJob);
    }

    private static SiteEntry Known(CommandContext context) =>
        new SiteRegistry(context.Root).Find(context.Text("site_id")!) is { Stage: SiteStage.Ready } site ? site
        : throw new SiteException("not_found", $"There is no site {context.Text("site_id")} on this VPS, or it is half made.");
}
