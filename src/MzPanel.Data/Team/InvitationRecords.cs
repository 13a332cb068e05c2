using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Team;

/// <summary>Invitations: good once, for one address, until they expire or are withdrawn.</summary>
public sealed partial class InvitationRecords(Database records)
{
    /// <summary>Most open invitations of a workspace.</summary>
    public const int Most = 200;

    private const string Select =
        "SELECT i.id, i.hash, i.workspace_id, i.email, i.role, i.scope, i.delivery, i.created_at, i.expires_at, i.version FROM invitations i";

    private const string Open = "used_at IS NULL AND expires_at > @now";
    private const string Won = "SELECT 1 FROM invitations w WHERE w.id = @invitation AND w.stamp = @stamp";

    /// <summary>
    /// Makes an invitation; an earlier one to the same address is void. Missed where somebody of that address is a member
    /// already, there are too many, or the workspace is closed.
    /// </summary>
    public Task<Effect> AddAsync(InvitationRow row, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new WorkspaceOp(row.WorkspaceId, key);
        (string, object?)[] values =
        [
            ("invitation", row.Id), ("workspace", row.WorkspaceId), ("stamp", op.Stamp), ("hash", row.Hash), ("email", row.Email), ("role", row.Role),
            ("scope", row.Scope), ("delivery", row.Delivery), ("now", row.CreatedAt), ("expires_at", row.ExpiresAt),
        ];
        return op.WriteAsync(records.Control,
            new(
                $"""
                INSERT INTO invitations (id, hash, workspace_id, email, role, scope, delivery, created_at, expires_at, version, stamp)
                SELECT @invitation, @hash, @workspace, @email, @role, @scope, @delivery, @now, @expires_at, 1, @stamp
                WHERE EXISTS ({WorkspaceOp.Held})
                  AND NOT EXISTS (SELECT 1 FROM members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = @workspace AND u.email = @email)
                  AND (SELECT count(*) FROM invitations o WHERE o.workspace_id = @workspace AND o.email <> @email AND o.{Open}) < {Most}
                """,
                values),
            new Stamped(Won, ("invitation", row.Id), ("stamp", op.Stamp)),
            AuditSql.Insert(audit, row.CreatedAt, Won, values),
            new Statement(
                $"DELETE FROM invitations WHERE workspace_id = @workspace AND email = @email AND id <> @invitation AND used_at IS NULL AND EXISTS ({Won})", values));
    }

    /// <summary>An open invitation of a workspace.</summary>
    public Task<InvitationRow?> FindAsync(string workspaceId, string id) => records.FirstAsync<InvitationRow>(
        $"{Select} WHERE i.id = @id AND i.workspace_id = @workspaceId AND i.{Open}", new { workspaceId, id, now = records.Now });

    /// <summary>An open invitation to an open workspace, by the SHA-256 of its token.</summary>
    public Task<InvitationRow?> FindAsync(byte[] hash) => records.FirstAsync<InvitationRow>(
        $"{Select} JOIN workspaces w ON w.id = i.workspace_id AND w.closed_at IS NULL WHERE i.hash = @hash AND i.{Open}", new { hash, now = records.Now });

    /// <summary>Open invitations of a workspace, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<InvitationRow> Rows, string? Next)> ListAsync(string workspaceId, int limit, string? cursor) =>
        new ListQuery(Select, "i.created_at", "i.id")
            .Where("i.workspace_id = @workspace", "workspace", workspaceId)
            .Where("i.used_at IS NULL")
            .Where("i.expires_at > @now", "now", records.Now)
            .PageAsync<InvitationRow>(records, limit, cursor, invitation => new PageCursor(invitation.CreatedAt, invitation.Id));

    /// <summary>Notes what became of the link that was to be sent.</summary>
    public Task NoteDeliveryAsync(InvitationRow row, string delivery, AuditEntry audit)
    {
        (string, object?)[] values = [("invitation", row.Id), ("delivery", delivery), ("stamp", RecordId.NewStamp())];
        return records.Control.WriteAsync(
        [
            new($"UPDATE invitations SET delivery = @delivery, version = version + 1, stamp = @stamp WHERE id = @invitation AND delivery = '{LinkDelivery.Pending}'", values),
            AuditSql.Insert(audit, records.Now, Won, values),
        ]);
    }

    /// <summary>Withdraws an invitation; <see langword="false"/> where there is none of that version.</summary>
    public async Task<bool> WithdrawAsync(InvitationRow row, AuditEntry audit)
    {
        (string, object?)[] values =
            [("invitation", row.Id), ("workspace", row.WorkspaceId), ("version", row.Version), ("now", records.Now), ("stamp", RecordId.NewStamp())];
        var affected = await records.Control.WriteAsync(
        [
            new($"UPDATE invitations SET stamp = @stamp WHERE id = @invitation AND workspace_id = @workspace AND version = @version AND {Open}", values),
            AuditSql.Insert(audit, records.Now, Won, values),
            new("DELETE FROM invitations WHERE id = @invitation AND stamp = @stamp", values),
        ]);
        return affected[0] > 0;
    }

    /// <summary>Forgets invitations that are over.</summary>
    public Task SweepAsync() =>
        records.Control.WriteAsync([new("DELETE FROM invitations WHERE expires_at <= @now", ("now", records.Now))]);
}
