namespace MzPanel.Protocol.License;

/// <summary>Signing keys changed.</summary>
public sealed record KeysNotice
{
    /// <summary>Compact JWS over <see cref="KeyPair"/>, type <c>mz-keys+jwt</c>, signed by the current key.</summary>
    public required string Jws { get; init; }
}

/// <summary>The keys an agent accepts.</summary>
public sealed record KeyPair
{
    /// <summary>Signs now.</summary>
    public required Jwk Current { get; init; }

    /// <summary>Will sign after the roll-over.</summary>
    public Jwk? Next { get; init; }
}

/// <summary>Document at <c>/.well-known/jwks.json</c> (RFC 7517, section 5).</summary>
public sealed record KeySet
{
    /// <summary>Current first; the next one is marked <c>mz_use: next</c>.</summary>
    public required IReadOnlyList<Jwk> Keys { get; init; }
}

/// <summary>Claims of <c>welcome.license</c>; times in unix seconds.</summary>
public sealed record LicenseClaims
{
    /// <summary>Public origin of the control plane.</summary>
    public required string Iss { get; init; }

    /// <summary>Server id.</summary>
    public required string Sub { get; init; }

    /// <summary>Workspace id.</summary>
    public required string Wid { get; init; }

    /// <summary>Tier name.</summary>
    public required string Tier { get; init; }

    /// <summary>What the tier allows.</summary>
    public required LicenseQuotas Quotas { get; init; }

    /// <summary>Gates the tier opens.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Issued at.</summary>
    public required long Iat { get; init; }

    /// <summary>Good until: seven days without contact.</summary>
    public required long Exp { get; init; }
}

/// <summary>Quotas of a tier; absent means unlimited.</summary>
public sealed record LicenseQuotas
{
    /// <summary>Servers of the workspace.</summary>
    public int? Servers { get; init; }

    /// <summary>Sites of the workspace.</summary>
    public int? Sites { get; init; }
}
