namespace MzPanel.Silo.Agents;

/// <summary>
/// Who an agent token belongs to, the tier of that workspace by name, and the epoch of the server before its agent could say anything
/// on this socket: where another connection came since, this one is the older.
/// </summary>
internal sealed record AgentIdentity(string ServerId, string WorkspaceId, string? Tier = null, long Epoch = 0);

/// <summary>Finds the owner of an agent token by its hash; <see langword="null"/> for an unknown or revoked one.</summary>
internal delegate Task<AgentIdentity?> AuthenticateAgent(byte[] tokenHash, CancellationToken ct);
