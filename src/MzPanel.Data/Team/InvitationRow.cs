namespace MzPanel.Data.Team;

/// <summary>An invitation to a workspace, for whoever has the address.</summary>
public sealed record InvitationRow
{
    /// <summary><c>inv_…</c></summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the token.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Where to.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Lower-case.</summary>
    public required string Email { get; init; }

    /// <summary><c>admin</c>, <c>operator</c> or <c>customer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>JSON.</summary>
    public required string Scope { get; init; }

    /// <summary>One of <see cref="LinkDelivery"/>.</summary>
    public required string Delivery { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Unix ms.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Raised by every change.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>What became of a link that somebody is to get.</summary>
public static class LinkDelivery
{
    /// <summary>Without mail it is shown once to who made it.</summary>
    public const string Shown = "shown";

    /// <summary>It is being sent; where it stays so, the silo ended in the middle of it.</summary>
    public const string Pending = "pending";

    /// <summary>The mail server took it.</summary>
    public const string Sent = "sent";

    /// <summary>The mail server did not take it; it was shown to who made it.</summary>
    public const string Failed = "failed";
}
