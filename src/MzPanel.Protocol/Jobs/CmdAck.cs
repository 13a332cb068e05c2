namespace MzPanel.Protocol.Jobs;

/// <summary>A command was taken, or refused with a code (agent-protocol.md, section 4).</summary>
public sealed record CmdAck
{
    /// <summary>Whether the agent answers for the command from now on.</summary>
    public required bool Accepted { get; init; }

    /// <summary>One of <see cref="Nack"/>, where refused.</summary>
    public string? Code { get; init; }

    /// <summary>One sentence for people, where refused.</summary>
    public string? Message { get; init; }
}

/// <summary>Codes of a refusal.</summary>
public static class Nack
{
    /// <summary>The signature does not fit.</summary>
    public const string BadSignature = "bad_signature";

    /// <summary>The command came after its expiry.</summary>
    public const string Expired = "expired";

    /// <summary>The policy file on the VPS forbids it.</summary>
    public const string PolicyDenied = "policy_denied";

    /// <summary>The agent does not run this kind.</summary>
    public const string UnknownKind = "unknown_kind";

    /// <summary>The arguments do not fit the kind.</summary>
    public const string BadArgs = "bad_args";

    /// <summary>Not now: the only refusal after which the control plane tries again by itself.</summary>
    public const string Busy = "busy";
}
