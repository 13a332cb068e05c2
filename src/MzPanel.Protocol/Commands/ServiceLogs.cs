namespace MzPanel.Protocol.Commands;

/// <summary>Last log lines of a service.</summary>
public static class ServiceLogs
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.logs", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Last log lines of one service.", new ArgsSchema(ServiceName.Arg, new NumberArg("lines", "How many lines, 200 where absent.", 1, 5000)));
}
