namespace MzPanel.Data.Account;

/// <summary>A user's second factor.</summary>
public sealed record FactorRow
{
    /// <summary>Whose.</summary>
    public required string UserId { get; init; }

    /// <summary><c>mfa_…</c>, another one at each enrolment.</summary>
    public required string Id { get; init; }

    /// <summary>The secret, sealed with <see cref="SealedWith"/>.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>Unix ms.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Asked for at sign-in since, unix ms.</summary>
    public long? ConfirmedAt { get; init; }

    /// <summary>The latest time step whose code was taken.</summary>
    public long LastStep { get; init; }

    /// <summary>Whether a sign-in needs it.</summary>
    public bool IsInForce => ConfirmedAt is not null;

    /// <summary>What the secret is bound to.</summary>
    public static string SealedWith(string userId, string id) => $"totp:{userId}:{id}";
}

/// <summary>A code that fits, not used yet: that is up to the transaction of what it opens.</summary>
/// <param name="FactorId">The enrolment that it fits.</param>
/// <param name="Step">Time step of a TOTP.</param>
/// <param name="RecoveryHash">Else SHA-256 of what may be a recovery code.</param>
public sealed record FactorProof(string FactorId, long Step, byte[]? RecoveryHash = null);
