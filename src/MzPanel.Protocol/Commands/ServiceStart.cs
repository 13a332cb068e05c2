namespace MzPanel.Protocol.Commands;

/// <summary>Starts a service.</summary>
public static class ServiceStart
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.start", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Starts a service; one that runs already is left alone.", ArgsSchema.Mutating(ServiceName.Arg))
    {
        Changes = "The service runs. Whether it starts at boot stays as it was.",
        Undone = "Nothing to undo: a service that cannot start is reported in the state it is in.",
    };
}
