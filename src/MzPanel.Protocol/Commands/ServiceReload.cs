namespace MzPanel.Protocol.Commands;

/// <summary>Has a service read its configuration again.</summary>
public static class ServiceReload
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("service.reload", Lane.Mutating, true, CommandKind.Run, CommandKind.UsualTimeoutS,
        "Has a running service read its configuration again, without stopping it.", ArgsSchema.Mutating(ServiceName.Arg))
    {
        Changes = "The service works with the configuration of now.",
        Undone = "Nothing to undo: a service that refuses its configuration goes on with the one it had.",
    };
}
