namespace MzPanel.Data.License;

/// <summary>A signing key: its public part as published, its private part sealed by the master key.</summary>
public sealed record SigningKeyRow
{
    /// <summary>Key id: the thumbprint.</summary>
    public required string Kid { get; init; }

    /// <summary>One of <see cref="SigningKeyState"/>.</summary>
    public required string State { get; init; }

    /// <summary>Public JWK as JSON.</summary>
    public required string PublicJwk { get; init; }

    /// <summary>Private key, sealed.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>When it became the current one, unix ms.</summary>
    public long? ActivatedAt { get; init; }

    /// <summary>When another one took its place, unix ms.</summary>
    public long? RetiredAt { get; init; }
}

/// <summary>Where a signing key stands in the roll-over.</summary>
public static class SigningKeyState
{
    /// <summary>Signs.</summary>
    public const string Current = "current";

    /// <summary>Published, will sign after the roll-over.</summary>
    public const string Next = "next";

    /// <summary>Signs no more.</summary>
    public const string Retired = "retired";
}
