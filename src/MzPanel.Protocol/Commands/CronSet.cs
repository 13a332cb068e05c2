namespace MzPanel.Protocol.Commands;

/// <summary>Has cron run something for a site.</summary>
public static class CronSet
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("cron.set", Lane.Mutating, true, CommandKind.UseSites, 300,
        "Has cron run a command line as the user of a site, in the directory that is served; also while the control plane is away, and not while the site is disabled. "
            + "An entry of that name of the same site is changed. What came of the last run is told by cron.list.",
        ArgsSchema.Mutating(CronArgs.Entry, SiteArgs.SiteId, CronArgs.Schedule, CronArgs.Command, CronArgs.RunS))
    {
        Changes = "/etc/mz/cron/ENTRY.json, and /etc/cron.d/mz-ENTRY, which has cron start mzagent cron-exec.",
        Undone = CronArgs.Undone,
    };
}
