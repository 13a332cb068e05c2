namespace MzPanel.Protocol.Commands;

/// <summary>All services.</summary>
public static class ServiceList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.list", Lane.ReadOnly, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Services of the VPS with their state.", ArgsSchema.None);
}
