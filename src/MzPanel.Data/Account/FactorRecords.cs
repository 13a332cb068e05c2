using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Account;

/// <summary>Second factors of users, and the recovery codes that stand in for them.</summary>
public sealed class FactorRecords(Database records)
{
    private const string StampedSql = "SELECT f.user_id FROM totp f WHERE f.user_id = @user AND f.stamp = @stamp";

    /// <summary>A user's factor, in force or begun.</summary>
    public Task<FactorRow?> FindAsync(string userId) => records.FirstAsync<FactorRow>(
        "SELECT user_id, id, sealed, created_at, confirmed_at, last_step FROM totp WHERE user_id = @userId", new { userId });

    /// <summary>Begins an enrolment, in place of one that was begun before. Missed where a factor is in force.</summary>
    public Task<Effect> BeginAsync(FactorRow factor, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("user", factor.UserId), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new(
                $"""
                INSERT INTO totp (user_id, id, sealed, created_at, last_step, stamp) SELECT @user, @factor, @sealed, @now, 0, @stamp WHERE 1 = 1{op.And}
                ON CONFLICT (user_id) DO UPDATE SET id = excluded.id, sealed = excluded.sealed, created_at = excluded.created_at, stamp = excluded.stamp
                WHERE totp.confirmed_at IS NULL
                """,
                op.With([.. stamped, ("factor", factor.Id), ("sealed", factor.Sealed), ("now", factor.CreatedAt)])),
            new Stamped(StampedSql, stamped),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped));
    }

    /// <summary>Puts a factor in force, with its recovery codes by their hashes. Missed where it is in force or another one by now.</summary>
    public Task<Effect> ConfirmAsync(FactorRow factor, long step, IReadOnlyList<byte[]> recoveryHashes, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("user", factor.UserId), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new("UPDATE totp SET confirmed_at = @now, last_step = @step, stamp = @stamp WHERE user_id = @user AND id = @factor AND confirmed_at IS NULL" + op.And,
                op.With([.. stamped, ("now", records.Now), ("step", step), ("factor", factor.Id)])),
            new Stamped(StampedSql, stamped),
            [
                .. recoveryHashes.Select(hash => new Statement(
                    $"INSERT INTO recovery_codes (user_id, hash) SELECT @user, @hash WHERE EXISTS ({StampedSql})", [.. stamped, ("hash", hash)])),
                AuditSql.Insert(audit, records.Now, StampedSql, stamped),
            ]);
    }

    /// <summary>Takes a factor away for a code that fits; <see langword="false"/> where the code is used or the factor gone.</summary>
    public Task<bool> RemoveAsync(string userId, FactorProof proof, AuditEntry audit)
    {
        var stamp = RecordId.NewStamp();
        return RemoveAsync(userId, stamp, audit, FactorSql.Used(proof), [FactorSql.Use(userId, proof, stamp, records.Now)], ("factor_stamp", stamp));
    }

    /// <summary>The same for a password that was proved; <see langword="false"/> where it was changed meanwhile, or the factor is gone.</summary>
    public Task<bool> RemoveAsync(string userId, string provedPassword, AuditEntry audit) => RemoveAsync(
        userId, RecordId.NewStamp(), audit, "EXISTS (SELECT 1 FROM users u WHERE u.id = @user AND u.password = @proved)", [], ("proved", provedPassword));

    private async Task<bool> RemoveAsync(
        string userId, string stamp, AuditEntry audit, string condition, Statement[] first, (string Name, object? Value) parameter)
    {
        (string, object?)[] stamped = [("user", userId), ("stamp", stamp)];
        var affected = await records.Control.WriteAsync(
        [
            .. first,
            new($"UPDATE totp SET stamp = @stamp WHERE user_id = @user AND confirmed_at IS NOT NULL AND {condition}", [.. stamped, parameter]),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped),
            .. FactorSql.Remove(StampedSql, stamped),
        ]);
        return affected[first.Length] > 0;
    }
}
