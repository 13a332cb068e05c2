namespace MzPanel.Silo.Agents;

/// <summary>Who an agent token belongs to, and the tier of that workspace by name.</summary>
internal sealed record AgentIdentity(string ServerId, string WorkspaceId, string? Tier = null);

/// <summary>Finds the owner of an agent token by its hash; <see langword="null"/> for an unknown or revoked one.</summary>
internal delegate Task<AgentIdentity?> AuthenticateAgent(byte[] tokenHash, CancellationToken ct);
