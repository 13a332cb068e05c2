namespace MzPanel.Protocol.Commands;

/// <summary>Starts a Docker stack.</summary>
public static class DockerUp
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("docker.up", Lane.Mutating, true, CommandKind.Shell, CommandKind.UsualTimeoutS,
        "Brings a Docker stack to what its compose file says, and keeps the file on the VPS where one is given.", ArgsSchema.Mutating(DockerArgs.Stack, DockerArgs.Compose, DockerArgs.Directory).NotBoth("compose", "directory"))
    {
        Changes = "The containers, networks and volumes of the stack are as its file says; the file lies in /etc/mz/stacks/STACK, where root alone may enter.",
        Undone = "The file from before is put back and the stack brought to it; a new stack is taken down, its volumes stay.",
    };
}
