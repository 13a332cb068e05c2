namespace MzPanel.Data.Enrollment;

/// <summary>What an agent brings to the exchange of its install token.</summary>
public sealed record Registration
{
    /// <summary>SHA-256 of the install token.</summary>
    public required byte[] InstallHash { get; init; }

    /// <summary>SHA-256 of the nonce.</summary>
    public required byte[] NonceHash { get; init; }

    /// <summary>SHA-256 of the agent token it is to get.</summary>
    public required byte[] AgentHash { get; init; }

    /// <summary>Last four characters of that token.</summary>
    public required string AgentLastFour { get; init; }

    /// <summary>Name the VPS gives itself.</summary>
    public required string Hostname { get; init; }

    /// <summary>What it says about its system.</summary>
    public string? Os { get; init; }

    /// <summary>Version of the system.</summary>
    public string? OsVersion { get; init; }

    /// <summary>Processor.</summary>
    public string? Arch { get; init; }

    /// <summary>Version of the agent.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Public key for sealed credentials, as JSON.</summary>
    public string? SealKey { get; init; }

    /// <summary>Unix ms.</summary>
    public required long Now { get; init; }

    /// <summary>For the audit.</summary>
    public string? RequestId { get; init; }

    /// <summary>For the audit.</summary>
    public string? Address { get; init; }
}

/// <summary>A server that has an agent token now.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="WorkspaceId">Its workspace.</param>
public sealed record Registered(string ServerId, string WorkspaceId);
