using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;

namespace MzPanel.Data.Team;

// The invitation becomes a membership.
public sealed partial class InvitationRecords
{
    private const string Used = "SELECT 1 FROM invitations w WHERE w.hash = @invitation_hash AND w.stamp = @stamp";

    /// <summary>
    /// Uses an invitation up, for a member and a session; the person and the account are made where they are new.
    /// <see langword="false"/> where the invitation is no longer good, or the proof.
    /// </summary>
    /// <exception cref="RecordConflictException"><c>users_email</c>: somebody made that account meanwhile.</exception>
    public async Task<bool> AcceptAsync(Acceptance asked, AuditEntry audit)
    {
        var stamp = RecordId.NewStamp();
        var op = new WorkspaceOp(asked.Invitation.WorkspaceId) { Before = [.. Before(asked, stamp)] };
        (string, object?)[] values =
        [
            ("invitation_hash", asked.Invitation.Hash), ("workspace", asked.Invitation.WorkspaceId), ("stamp", op.Stamp), ("now", records.Now),
            ("user", asked.User.Id), ("email", asked.User.Email), ("proved", asked.User.Password), ("member", RecordId.New("mem")),
            ("old_session", asked.Proof?.SessionId), ("factor_stamp", stamp),
        ];
        return await op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE invitations SET used_at = @now, stamp = @stamp
                WHERE hash = @invitation_hash AND {Open} AND EXISTS ({WorkspaceOp.Held}){(asked.Proof is { } proof ? Proved(proof) : "")}
                """,
                values),
            new Stamped(Used, values),
            AuditSql.Insert(audit, records.Now, Used, values),
            [.. Effects(asked, values)]) == Effect.Done;
    }

    private IEnumerable<Statement> Before(Acceptance asked, string stamp)
    {
        // Waits for whoever gives up an account without a workspace: it is this person's, or gone.
        if (asked.Proof is not null)
            yield return new("UPDATE users SET version = version WHERE id = @user", ("user", asked.User.Id));
        if (asked.Proof?.Factor is { } factor)
            yield return FactorSql.Use(asked.User.Id, factor, stamp, records.Now);
    }

    private static string Proved(PersonProof proof) =>
        $"""
         AND EXISTS (SELECT 1 FROM users u WHERE u.id = @user AND u.email = @email AND u.password = @proved)
           AND NOT EXISTS (SELECT 1 FROM members m WHERE m.workspace_id = @workspace AND m.user_id = @user)
           AND {(proof.SessionId is not null ? "EXISTS (SELECT 1 FROM sessions s WHERE s.id = @old_session AND s.user_id = @user)"
                : proof.Factor is { } factor ? FactorSql.Used(factor) : FactorSql.None)}
        """;

    private static IEnumerable<Statement> Effects(Acceptance asked, (string Name, object? Value)[] values)
    {
        if (asked.Proof is null)
            yield return new(
                $"""
                INSERT INTO users (id, email, name, password, created_at, password_changed_at, version)
                SELECT @user, @email, '', @proved, @now, @now, 1 WHERE EXISTS ({Used})
                """,
                values);
        yield return new(
            $"""
            INSERT INTO members (id, workspace_id, user_id, role, scope, created_at, version)
            SELECT @member, @workspace, @user, i.role, i.scope, @now, 1 FROM invitations i WHERE i.hash = @invitation_hash AND i.stamp = @stamp
            """,
            values);
        if (asked.Proof?.SessionId is not null)
            yield return new($"DELETE FROM sessions WHERE id = @old_session AND user_id = @user AND EXISTS ({Used})", values);
        yield return SessionSql.Insert(asked.Session, Used, [.. values.Where(value => value.Name is "invitation_hash" or "stamp")]);
    }
}
