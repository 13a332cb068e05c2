namespace MzPanel.Data.Account;

/// <summary>Who is behind a cookie, with what the member row says now.</summary>
public sealed record SignedIn
{
    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The user.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's address.</summary>
    public required string Email { get; init; }

    /// <summary>The workspace.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary><c>owner</c>, <c>admin</c>, <c>operator</c> or <c>customer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>JSON.</summary>
    public required string Scope { get; init; }

    /// <summary>Unix ms.</summary>
    public required long LastSeenAt { get; init; }

    /// <summary>The workspace's tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Second factors in force: one or none.</summary>
    public long Factors { get; init; }
}

/// <summary>A user's place in a workspace.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>operator</c> or <c>customer</c>.</param>
/// <param name="Scope">JSON.</param>
public sealed record Membership(string WorkspaceId, string Role, string Scope);
