namespace MzPanel.Simulation.Tests.Links;

/// <summary>A frame of an agent.</summary>
internal sealed record AgentMessage(string Type, string Id, string? Ref, object Payload);
