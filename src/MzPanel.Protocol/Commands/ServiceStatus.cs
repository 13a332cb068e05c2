namespace MzPanel.Protocol.Commands;

/// <summary>One service.</summary>
public static class ServiceStatus
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.status", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "State of one service.", new ArgsSchema(ServiceName.Arg));
}
