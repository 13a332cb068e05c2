namespace MzPanel.Protocol.Commands;

/// <summary>Stops a service.</summary>
public static class ServiceStop
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.stop", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Stops a service until somebody or the next boot starts it; the agent's own is refused.", ArgsSchema.Mutating(ServiceName.Arg))
    {
        Changes = "The service does not run. Whether it starts at boot stays as it was.",
        Undone = "Nothing to undo: service.start starts it again.",
    };
}
