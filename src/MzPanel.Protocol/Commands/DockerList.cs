namespace MzPanel.Protocol.Commands;

/// <summary>The Docker stacks of the VPS.</summary>
public static class DockerList
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("docker.list", Lane.ReadOnly, true, CommandKind.Shell, CommandKind.UsualTimeoutS,
        "Docker stacks (compose projects) of the VPS: those that run, and those that docker.up was given.", ArgsSchema.None);
}
