namespace MzPanel.Data.Enrollment;

/// <summary>A token of a rotation on its way.</summary>
/// <param name="Token">The agent's new token.</param>
/// <param name="MessageId">Message that brings it; the agent acknowledges that one.</param>
public sealed record TokenDelivery(string Token, string MessageId);
