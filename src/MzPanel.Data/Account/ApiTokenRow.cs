namespace MzPanel.Data.Account;

/// <summary>An API token: what a program shows instead of a person signing in.</summary>
public sealed record ApiTokenRow
{
    /// <summary><c>tok_…</c></summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Where it is good.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Its maker.</summary>
    public required string UserId { get; init; }

    /// <summary>The token that made it, where no person did.</summary>
    public string? MadeBy { get; init; }

    /// <summary>What its maker calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Separated by blanks.</summary>
    public required string Scopes { get; init; }

    /// <summary>The end of the token, to tell it from others.</summary>
    public required string LastFour { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>No longer good from then on, unix ms.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public long? LastUsedAt { get; init; }
}

/// <summary>Who is behind a token, with what the maker's member row says now.</summary>
public sealed record TokenHolder
{
    /// <summary>The token.</summary>
    public required string TokenId { get; init; }

    /// <summary>What its maker calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Separated by blanks.</summary>
    public required string Scopes { get; init; }

    /// <summary>Its maker.</summary>
    public required string UserId { get; init; }

    /// <summary>The workspace.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>The maker's: <c>owner</c>, <c>admin</c>, <c>operator</c> or <c>customer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The maker's, JSON.</summary>
    public required string Scope { get; init; }

    /// <summary>Unix ms.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Unix ms.</summary>
    public long? LastUsedAt { get; init; }

    /// <summary>The workspace's tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Second factors in force of the maker: one or none.</summary>
    public long Factors { get; init; }
}
