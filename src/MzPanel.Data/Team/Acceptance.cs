using MzPanel.Data.Account;

namespace MzPanel.Data.Team;

/// <summary>Somebody accepts an invitation, and is signed in to its workspace.</summary>
public sealed record Acceptance
{
    /// <summary>The invitation.</summary>
    public required InvitationRow Invitation { get; init; }

    /// <summary>Who: a row to be made, or the one of that address.</summary>
    public required UserRow User { get; init; }

    /// <summary>The session that begins.</summary>
    public required SessionRow Session { get; init; }

    /// <summary>How a person who has an account proved to be that person; absent for one who has none, and gets it now.</summary>
    public PersonProof? Proof { get; init; }
}

/// <summary>How somebody proved to be a user: by a session, or by the password and the factor where there is one.</summary>
/// <param name="SessionId">The session they came with; it ends.</param>
/// <param name="Factor">The code that is used up, beside the password.</param>
public sealed record PersonProof(string? SessionId, FactorProof? Factor);
