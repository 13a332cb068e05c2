namespace MzPanel.Data.Account;

/// <summary>A signed-in browser.</summary>
public sealed record SessionRow
{
    /// <summary><c>ses_…</c></summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the cookie.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Who.</summary>
    public required string UserId { get; init; }

    /// <summary>Where.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public required long LastSeenAt { get; init; }

    /// <summary>Ends at this time at the latest.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Client address at sign-in.</summary>
    public string? Address { get; init; }

    /// <summary>What the browser called itself.</summary>
    public string? UserAgent { get; init; }
}
