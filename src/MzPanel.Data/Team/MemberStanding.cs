namespace MzPanel.Data.Team;

/// <summary>What decides what a member may do in a workspace.</summary>
public sealed record MemberStanding
{
    /// <summary><c>owner</c>, <c>admin</c>, <c>operator</c> or <c>customer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>JSON.</summary>
    public required string Scope { get; init; }

    /// <summary>The workspace's tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Second factors in force: one or none.</summary>
    public long Factors { get; init; }
}
