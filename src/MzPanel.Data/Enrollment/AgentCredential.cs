namespace MzPanel.Data.Enrollment;

/// <summary>What an agent token that authenticated stands for.</summary>
public sealed record AgentCredential
{
    /// <summary><c>tok_…</c></summary>
    public required string CredentialId { get; init; }

    /// <summary>The server it connects.</summary>
    public required string ServerId { get; init; }

    /// <summary>Workspace of the server.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Tier of that workspace by name; <see langword="null"/> where the workspace is closed.</summary>
    public string? Tier { get; init; }

    /// <summary>Epoch of the server's connection when this was read; 0 before the first.</summary>
    public long Epoch { get; init; }

    /// <summary>One of <see cref="CredentialState"/>.</summary>
    public required string State { get; init; }

    /// <summary>When it was first used; of a retired one, when it was last seen.</summary>
    public long? UsedAt { get; init; }
}
