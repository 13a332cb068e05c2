namespace MzPanel.Protocol.Jobs;

/// <summary>Stop the command named by <c>ref</c>.</summary>
public sealed record CancelCommand
{
    /// <summary>Seconds between SIGTERM and SIGKILL.</summary>
    public required int GraceS { get; init; }
}
