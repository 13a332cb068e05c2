namespace MzPanel.Protocol.Commands;

/// <summary>What a Docker stack says.</summary>
public static class DockerLogs
{
    /// <summary>The kind.</summary>
    public static CommandKind Kind { get; } = new("docker.logs", Lane.ReadOnly, true, CommandKind.Shell, CommandKind.UsualTimeoutS,
        "Last log lines of each container of a Docker stack.", new ArgsSchema(DockerArgs.Stack, DockerArgs.Directory,
            new NumberArg("lines", "How many lines of each, 200 where absent.", 1, 5000)));
}
