using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Account;

/// <summary>A change of address that waits for its token.</summary>
/// <param name="Hash">SHA-256 of the token.</param>
/// <param name="UserId">Whose address.</param>
/// <param name="Email">The new one, lower-case.</param>
/// <param name="ExpiresAt">Unix ms.</param>
public sealed record EmailChange(byte[] Hash, string UserId, string Email, long ExpiresAt);

/// <summary>Changes of address: asked for by the person, confirmed by a token that the new address gets.</summary>
public sealed class EmailChangeRecords(Database records)
{
    private const string Asked = "SELECT 1 FROM email_changes c WHERE c.hash = @hash AND c.stamp = @stamp";
    private const string Confirmed = "SELECT c.user_id FROM email_changes c WHERE c.hash = @hash AND c.stamp = @stamp";

    /// <summary>Makes a token good; earlier ones of the person are void. Missed where the password is no longer the one that was proved.</summary>
    public Task<Effect> AddAsync(EmailChange change, string provedPassword, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] values = [("hash", change.Hash), ("user", change.UserId), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new(
                $"""
                INSERT INTO email_changes (hash, user_id, email, created_at, expires_at, stamp)
                SELECT @hash, u.id, @email, @now, @expires_at, @stamp FROM users u WHERE u.id = @user AND u.password = @proved{op.And}
                """,
                op.With([.. values, ("email", change.Email), ("now", records.Now), ("expires_at", change.ExpiresAt), ("proved", provedPassword)])),
            new Stamped(Asked, values),
            AuditSql.Insert(audit, records.Now, Asked, values),
            new($"DELETE FROM email_changes WHERE user_id = @user AND hash <> @hash AND EXISTS ({Asked})", values));
    }

    /// <summary>The change a token stands for; <see langword="null"/> where it is unknown, used or expired.</summary>
    public Task<EmailChange?> FindAsync(byte[] hash) => records.FirstAsync<EmailChange>(
        "SELECT hash, user_id, email, expires_at FROM email_changes WHERE hash = @hash AND used_at IS NULL AND expires_at > @now", new { hash, now = records.Now });

    /// <summary>Uses a token: the address changes, and links sent to the old one are void. Missed where the token is no longer good.</summary>
    /// <exception cref="RecordConflictException"><c>users_email</c>: somebody has that address.</exception>
    public Task<Effect> ConfirmAsync(byte[] hash, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] values = [("hash", hash), ("now", records.Now), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new("UPDATE email_changes SET used_at = @now, stamp = @stamp WHERE hash = @hash AND used_at IS NULL AND expires_at > @now" + op.And, op.With(values)),
            new Stamped(Confirmed, values),
            new(
                $"""
                UPDATE users SET email = (SELECT c.email FROM email_changes c WHERE c.hash = @hash), version = version + 1 WHERE id = ({Confirmed})
                """,
                values),
            new($"DELETE FROM password_resets WHERE user_id = ({Confirmed})", values),
            AuditSql.Insert(audit, records.Now, Confirmed, values));
    }

    /// <summary>Forgets changes long over.</summary>
    public Task SweepAsync() =>
        records.Control.WriteAsync([new("DELETE FROM email_changes WHERE expires_at <= @now", ("now", records.Now))]);
}
