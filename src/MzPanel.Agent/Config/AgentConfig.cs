using System.Text.Json.Serialization;
using MzPanel.Protocol.License;

namespace MzPanel.Agent.Config;

/// <summary><c>/etc/mzagent/config.json</c>: who this server is, and whom it trusts. Holds the agent token, so it is 0600.</summary>
internal sealed record AgentConfig
{
    public required string ServerId { get; init; }

    public required string AgentToken { get; init; }

    /// <summary>The token that authenticated last, kept until a newer one has.</summary>
    public string? PreviousToken { get; init; }

    /// <summary>Tokens that came between the two and were never dialled with, the newest first.</summary>
    public IReadOnlyList<string>? UntriedTokens { get; init; }

    /// <summary>WebSocket address the agent dials.</summary>
    public required string ConnectUrl { get; init; }

    /// <summary>Signing keys pinned at registration, and what <c>keys</c> has taught since.</summary>
    public required KeyPair Keys { get; init; }

    /// <summary>Keys rolled out less than 7 days ago.</summary>
    public IReadOnlyList<RetiredKey>? Retired { get; init; }

    /// <summary>Thumbprint given with <c>--pin</c>.</summary>
    public string? Pin { get; init; }

    /// <summary>Whether plain <c>ws</c> off loopback was allowed at registration.</summary>
    public bool Insecure { get; init; }

    /// <summary>Public key to which credentials for this VPS are sealed; the private part is a file of its own.</summary>
    public Jwk? SealKey { get; init; }
}

/// <summary>A rolled-out key, and when it is dropped (unix ms by the control plane's clock).</summary>
internal sealed record RetiredKey(Jwk Key, long DroppedAt);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(AgentConfig))]
internal sealed partial class ConfigJson : JsonSerializerContext;
