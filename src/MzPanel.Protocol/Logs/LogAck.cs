namespace MzPanel.Protocol.Logs;

/// <summary>Lines of the command named by <c>ref</c> are durable.</summary>
public sealed record LogAck
{
    /// <summary>Every line up to and including this one.</summary>
    public required long AckedSeq { get; init; }
}
