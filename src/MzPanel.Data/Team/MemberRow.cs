namespace MzPanel.Data.Team;

/// <summary>A person's place in a workspace.</summary>
public sealed record MemberRow
{
    /// <summary>The scope that leaves nothing out.</summary>
    public const string WholeWorkspace = """{"type":"all"}""";

    /// <summary><c>mem_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The workspace.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>The person.</summary>
    public required string UserId { get; init; }

    /// <summary>The person's address.</summary>
    public required string Email { get; init; }

    /// <summary>What people call the person; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary><c>owner</c>, <c>admin</c>, <c>operator</c> or <c>customer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>JSON.</summary>
    public required string Scope { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Raised by every change.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>A workspace as one of its members finds it.</summary>
/// <param name="Id">The workspace.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Role">The member's role there.</param>
public sealed record MemberPlace(string Id, string Name, string Role);
