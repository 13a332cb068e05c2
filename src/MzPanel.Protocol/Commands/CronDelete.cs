namespace MzPanel.Protocol.Commands;

/// <summary>Has cron run an entry of a site no more.</summary>
public static class CronDelete
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("cron.delete", Lane.Mutating, true, CommandKind.Run, 300,
        "Removes an entry that cron.set made, with what came of its last run; a run that is under way goes on. One that is not there is no fault.", ArgsSchema.Mutating(CronArgs.Entry))
    {
        Changes = "/etc/mz/cron/ENTRY.json and /etc/cron.d/mz-ENTRY are gone.",
        Undone = CronArgs.Undone,
    };
}
