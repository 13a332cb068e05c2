namespace MzPanel.Protocol.Commands;

/// <summary>Takes a Docker stack down.</summary>
public static class DockerDown
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("docker.down", Lane.Mutating, true, CommandKind.Shell, CommandKind.UsualTimeoutS,
        "Stops a Docker stack and removes its containers and networks; its compose file stays.", ArgsSchema.Mutating(
            DockerArgs.Stack, DockerArgs.Directory, new FlagArg("volumes", "Remove the stack's volumes too, with all that they hold.")))
    {
        Changes = "Containers and networks of the stack are gone, with volumes its volumes too.",
        Undone = "Not undone: running it again finishes it, docker.up brings the stack back, but never its volumes.",
    };
}
