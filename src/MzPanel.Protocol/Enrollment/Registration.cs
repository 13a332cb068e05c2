using MzPanel.Protocol.License;

namespace MzPanel.Protocol.Enrollment;

/// <summary>Body of <c>POST /v1/agent/register</c> (agent-protocol.md, section 1); unknown members are ignored.</summary>
public sealed record RegisterRequest
{
    /// <summary>Single-use, lives one hour.</summary>
    public string? InstallToken { get; init; }

    /// <summary>Random, 16 characters or more: the same nonce asks again after a lost reply.</summary>
    public string? ExchangeNonce { get; init; }

    /// <summary>Name the VPS gives itself.</summary>
    public string? Hostname { get; init; }

    /// <summary><c>ID</c> of <c>/etc/os-release</c>.</summary>
    public string? Os { get; init; }

    /// <summary><c>VERSION_ID</c> of <c>/etc/os-release</c>.</summary>
    public string? OsVersion { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public string? Arch { get; init; }

    /// <summary>Version of the agent program.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Public key to which credentials for this VPS are sealed.</summary>
    public Jwk? SealKey { get; init; }
}

/// <summary>Answer to <see cref="RegisterRequest"/>.</summary>
public sealed record RegisterReply
{
    /// <summary>The server this agent is.</summary>
    public required string ServerId { get; init; }

    /// <summary>Shown once.</summary>
    public required string AgentToken { get; init; }

    /// <summary>WebSocket address to dial.</summary>
    public required string ConnectUrl { get; init; }

    /// <summary>JWKS of the control plane's signing keys.</summary>
    public required string KeysUrl { get; init; }
}
