namespace MzPanel.Protocol.Enrollment;

/// <summary>A new agent token; the old one stays good until this one authenticates.</summary>
public sealed record TokenRotate
{
    /// <summary>The new token, made at delivery.</summary>
    public required string AgentToken { get; init; }
}
