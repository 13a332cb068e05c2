namespace MzPanel.Protocol.Commands;

/// <summary>What cron runs on the VPS.</summary>
public static class CronList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("cron.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Entries of the crontabs of all users, /etc/crontab and /etc/cron.d.", ArgsSchema.None);
}
