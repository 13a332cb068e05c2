namespace MzPanel.Protocol.Updates;

/// <summary>What the control plane says of the agent's programs it hands out: the claims of a JWS of the type <c>mz-update+jwt</c>.</summary>
public sealed record UpdateManifest
{
    /// <summary>Version of the programs.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it heals a fault of security.</summary>
    public bool Security { get; init; }

    /// <summary>The programs, one for each architecture.</summary>
    public required IReadOnlyList<UpdateProgram> Programs { get; init; }

    /// <summary>When it was signed, unix seconds.</summary>
    public required long Iat { get; init; }

    /// <summary>Until when it may be begun with, unix seconds.</summary>
    public required long Exp { get; init; }
}

/// <summary>One program.</summary>
public sealed record UpdateProgram
{
    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public required string Arch { get; init; }

    /// <summary>Its SHA-256, as 64 digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its bytes.</summary>
    public required long Size { get; init; }
}
