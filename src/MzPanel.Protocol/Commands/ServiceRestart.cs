namespace MzPanel.Protocol.Commands;

/// <summary>Restarts a service.</summary>
public static class ServiceRestart
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.restart", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Stops a service and starts it; one that does not run is started.", ArgsSchema.Mutating(ServiceName.Arg))
    {
        Changes = "The service runs anew, with the configuration of now.",
        Undone = "Nothing to undo: a service that cannot start is reported in the state it is in.",
    };
}
