using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Account;

/// <summary>One-time links to a new password.</summary>
public sealed class PasswordResetRecords(Database records)
{
    private const string Redeemed = "SELECT r.user_id FROM password_resets r WHERE r.hash = @hash AND r.stamp = @stamp";

    /// <summary>Makes a link good until <paramref name="expiresAt"/>, by the SHA-256 of its token.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="userId">Whose password it sets.</param>
    /// <param name="expiresAt">Unix ms.</param>
    /// <param name="audit">Who asked for it.</param>
    /// <param name="clearsFactor">Takes the user's second factor away at once.</param>
    public Task AddAsync(byte[] hash, string userId, long expiresAt, AuditEntry audit, bool clearsFactor = false) => records.Control.WriteAsync(
    [
        new("INSERT INTO password_resets (hash, user_id, created_at, expires_at) VALUES (@hash, @user, @now, @expires_at)",
            ("hash", hash), ("user", userId), ("now", records.Now), ("expires_at", expiresAt)),
        .. clearsFactor ? FactorSql.Remove("SELECT r.user_id FROM password_resets r WHERE r.hash = @hash", ("hash", hash)) : [],
        AuditSql.Insert(audit, records.Now),
    ]);

    /// <summary>Whose password a token may set; <see langword="null"/> where it is unknown, used or expired.</summary>
    public Task<UserRow?> FindAsync(byte[] hash) => records.FirstAsync<UserRow>(
        """
        SELECT u.id, u.email, u.name, u.password, u.created_at, u.version FROM password_resets r JOIN users u ON u.id = r.user_id
        WHERE r.hash = @hash AND r.used_at IS NULL AND r.expires_at > @now
        """,
        new { hash, now = records.Now });

    /// <summary>Uses a token: sets the password, ends every session and voids the user's other links. Missed where it is no longer good.</summary>
    public Task<Effect> RedeemAsync(byte[] hash, string phc, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("hash", hash), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new("UPDATE password_resets SET used_at = @now, stamp = @stamp WHERE hash = @hash AND used_at IS NULL AND expires_at > @now" + op.And,
                op.With([.. stamped, ("now", records.Now)])),
            new Stamped(Redeemed, stamped),
            new($"UPDATE users SET password = @phc, password_changed_at = @now, version = version + 1 WHERE id = ({Redeemed})",
                [.. stamped, ("phc", phc), ("now", records.Now)]),
            new($"UPDATE password_resets SET used_at = @now WHERE used_at IS NULL AND user_id = ({Redeemed})", [.. stamped, ("now", records.Now)]),
            new($"DELETE FROM sessions WHERE user_id = ({Redeemed})", stamped),
            AuditSql.Insert(audit, records.Now, Redeemed, stamped));
    }

    /// <summary>Forgets links long over.</summary>
    public Task SweepAsync() =>
        records.Control.WriteAsync([new("DELETE FROM password_resets WHERE expires_at <= @now", ("now", records.Now))]);
}
