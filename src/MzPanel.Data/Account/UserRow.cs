namespace MzPanel.Data.Account;

/// <summary>A person who can sign in.</summary>
public sealed record UserRow
{
    /// <summary><c>usr_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Lower-case.</summary>
    public required string Email { get; init; }

    /// <summary>What people call the person; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>PHC string of argon2id.</summary>
    public required string Password { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Raised by every change that people see.</summary>
    public long Version { get; init; } = 1;
}
