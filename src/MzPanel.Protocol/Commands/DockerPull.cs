namespace MzPanel.Protocol.Commands;

/// <summary>Fetches the images of a Docker stack.</summary>
public static class DockerPull
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("docker.pull", Lane.Mutating, true, CommandKind.Shell, CommandKind.UsualTimeoutS,
        "Fetches the images that a Docker stack's compose file names; docker.up then takes them.", ArgsSchema.Mutating(DockerArgs.Stack, DockerArgs.Directory))
    {
        Changes = "The images are there; containers that run stay as they are.",
        Undone = "Images that were fetched stay.",
    };
}
