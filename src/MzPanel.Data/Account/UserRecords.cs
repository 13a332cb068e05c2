using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Account;

/// <summary>People and their passwords.</summary>
public sealed class UserRecords(Database records)
{
    private const string Select = "SELECT id, email, name, password, created_at, version FROM users ";
    private const string StampedSql = "SELECT 1 FROM users WHERE id = @user AND stamp = @stamp";

    /// <summary>The user with that address, in whatever case it is written.</summary>
    public Task<UserRow?> FindByEmailAsync(string email) =>
        records.FirstAsync<UserRow>(Select + "WHERE email = @email", new { email = email.ToLowerInvariant() });

    /// <summary>A user.</summary>
    public Task<UserRow?> FindAsync(string id) => records.FirstAsync<UserRow>(Select + "WHERE id = @id", new { id });

    /// <summary>The workspace a user signs in to, unless told otherwise: the first one that is open.</summary>
    public Task<Membership?> HomeAsync(string userId) => records.FirstAsync<Membership>(
        """
        SELECT m.workspace_id, m.role, m.scope FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL
        WHERE m.user_id = @userId ORDER BY m.created_at, m.id LIMIT 1
        """,
        new { userId });

    /// <summary>Changes what the person is called; <see langword="false"/> where the row is another version by now.</summary>
    public async Task<bool> RenameAsync(UserRow before, string name, AuditEntry audit)
    {
        var stamp = RecordId.NewStamp();
        var affected = await records.Control.WriteAsync(
        [
            new("UPDATE users SET name = @name, version = version + 1, stamp = @stamp WHERE id = @user AND version = @version",
                ("user", before.Id), ("name", name), ("version", before.Version), ("stamp", stamp)),
            AuditSql.Insert(audit, records.Now, StampedSql, ("user", before.Id), ("stamp", stamp)),
        ]);
        return affected[0] > 0;
    }

    /// <summary>
    /// Sets another password and ends the user's other sessions and open resets. Missed where the password is no longer the
    /// one that was proved.
    /// </summary>
    public Task<Effect> ChangePasswordAsync(UserRow before, string phc, string keptSessionId, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("user", before.Id), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new("UPDATE users SET password = @phc, password_changed_at = @changed_at, version = version + 1, stamp = @stamp WHERE id = @user AND password = @proved" + op.And,
                op.With([.. stamped, ("phc", phc), ("changed_at", records.Now), ("proved", before.Password)])),
            new Stamped(StampedSql, stamped),
            new($"DELETE FROM sessions WHERE user_id = @user AND id <> @kept AND EXISTS ({StampedSql})", [.. stamped, ("kept", keptSessionId)]),
            new($"DELETE FROM password_resets WHERE user_id = @user AND EXISTS ({StampedSql})", stamped),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped));
    }

    /// <summary>Replaces the hash of the same password by a costlier one; not a change that anybody sees.</summary>
    public Task RehashAsync(string userId, string before, string after) => records.Control.WriteAsync(
        [new("UPDATE users SET password = @after WHERE id = @user AND password = @before", ("user", userId), ("after", after), ("before", before))]);
}
