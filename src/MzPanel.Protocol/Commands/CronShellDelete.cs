namespace MzPanel.Protocol.Commands;

/// <summary>Has cron run a free shell no more: whoever may not make one does not take one away.</summary>
public static class CronShellDelete
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("cron.shell.delete", Lane.Mutating, true, CommandKind.Shell, 300,
        "Removes an entry that cron.shell made, with what came of its last run; a run that is under way goes on. One that is not there is no fault. It asks for what "
            + "cron.shell asks for: the capability, and the policy file on the VPS.", ArgsSchema.Mutating(CronArgs.Entry))
    {
        Changes = "/etc/mz/cron/ENTRY.json and /etc/cron.d/mz-ENTRY are gone.",
        Undone = CronArgs.Undone,
    };
}
