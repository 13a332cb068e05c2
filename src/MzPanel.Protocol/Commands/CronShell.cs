namespace MzPanel.Protocol.Commands;

/// <summary>Has cron run something as root or another user: a free shell.</summary>
public static class CronShell
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("cron.shell", Lane.Mutating, true, CommandKind.Shell, 300,
        "Has cron run a command line as root or another user of the VPS. It is a free shell: the policy file on the VPS must allow that now, and again at each run.",
        ArgsSchema.Mutating(
            CronArgs.Entry, ShellRun.As, CronArgs.Schedule, CronArgs.Command, CronArgs.RunS))
    {
        Changes = "/etc/mz/cron/ENTRY.json, and /etc/cron.d/mz-ENTRY, which has cron start mzagent cron-exec.",
        Undone = CronArgs.Undone,
    };
}
