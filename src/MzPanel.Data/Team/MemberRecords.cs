using MzPanel.Data.Account;
using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Team;

/// <summary>Who belongs to a workspace. Exactly one member is its owner, always.</summary>
public sealed class MemberRecords(Database records)
{
    private const int MostPlaces = 200;
    private const string Won = "SELECT 1 FROM members w WHERE w.id = @member AND w.stamp = @stamp";

    private const string Select =
        """
        SELECT m.id, m.workspace_id, m.user_id, u.email, u.name, m.role, m.scope, m.created_at, m.version
        FROM members m JOIN users u ON u.id = m.user_id
        """;

    /// <summary>A member, for a caller of that workspace.</summary>
    public Task<MemberRow?> FindAsync(string workspaceId, string id) =>
        records.FirstAsync<MemberRow>(Select + " WHERE m.id = @id AND m.workspace_id = @workspaceId", new { workspaceId, id });

    /// <summary>Members of a workspace, the latest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<MemberRow> Rows, string? Next)> ListAsync(string workspaceId, int limit, string? cursor) =>
        new ListQuery(Select, "m.created_at", "m.id")
            .Where("m.workspace_id = @workspace", "workspace", workspaceId)
            .PageAsync<MemberRow>(records, limit, cursor, member => new PageCursor(member.CreatedAt, member.Id));

    /// <summary>The open workspaces a person belongs to, the first one first.</summary>
    public async Task<IReadOnlyList<MemberPlace>> PlacesAsync(string userId) => await records.QueryAsync<MemberPlace>(
        $"""
        SELECT w.id, w.name, m.role FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL
        WHERE m.user_id = @userId ORDER BY m.created_at, m.id LIMIT {MostPlaces}
        """,
        new { userId });

    /// <summary>A person's place in an open workspace.</summary>
    public Task<Membership?> PlaceAsync(string userId, string workspaceId) => records.FirstAsync<Membership>(
        """
        SELECT m.workspace_id, m.role, m.scope FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL
        WHERE m.user_id = @userId AND m.workspace_id = @workspaceId
        """,
        new { userId, workspaceId });

    /// <summary>The same, with what decides what a member may do there.</summary>
    public Task<MemberStanding?> StandingAsync(string userId, string workspaceId) => records.FirstAsync<MemberStanding>(
        $"""
        SELECT m.role, m.scope, w.tier, {FactorSql.Count("m.user_id")} AS factors FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL
        WHERE m.user_id = @userId AND m.workspace_id = @workspaceId
        """,
        new { userId, workspaceId });

    /// <summary>How many of these servers the workspace has or had.</summary>
    public async Task<int> CountServersAsync(string workspaceId, IReadOnlyCollection<string> serverIds) => serverIds.Count == 0 ? 0 : await records.FirstAsync<int>(
        $"SELECT count(*) FROM servers WHERE workspace_id = @workspaceId AND id {records.OneOf("servers")}",
        new { workspaceId, servers = Storage.CleanText.All(serverIds) });

    /// <summary>How many of these sites the workspace has or had.</summary>
    public async Task<int> CountSitesAsync(string workspaceId, IReadOnlyCollection<string> siteIds) => siteIds.Count == 0 ? 0 : await records.FirstAsync<int>(
        $"SELECT count(*) FROM sites WHERE workspace_id = @workspaceId AND id {records.OneOf("sites")}",
        new { workspaceId, sites = Storage.CleanText.All(siteIds) });

    /// <summary>Gives a member another role or scope; <see langword="false"/> where it is another version by now, or the owner.</summary>
    public async Task<bool> ChangeAsync(MemberRow before, string role, string scope, AuditEntry audit)
    {
        var op = new WorkspaceOp(before.WorkspaceId);
        var values = Values(before, op);
        return await op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE members SET role = @role, scope = @scope, version = version + 1, stamp = @stamp
                WHERE id = @member AND workspace_id = @workspace AND version = @version AND role <> 'owner' AND EXISTS ({WorkspaceOp.Held})
                """,
                [.. values, ("role", role), ("scope", scope)]),
            new Stamped(Won, values),
            AuditSql.Insert(audit, records.Now, Won, values)) == Effect.Done;
    }

    /// <summary>
    /// Ends a membership, with the member's sessions in the workspace; <see langword="false"/> where it is another version by now,
    /// or the owner's.
    /// </summary>
    public async Task<bool> RemoveAsync(MemberRow before, AuditEntry audit)
    {
        var op = new WorkspaceOp(before.WorkspaceId);
        var values = Values(before, op);
        return await op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE members SET stamp = @stamp
                WHERE id = @member AND workspace_id = @workspace AND version = @version AND role <> 'owner' AND EXISTS ({WorkspaceOp.Held})
                """,
                values),
            new Stamped(Won, values),
            AuditSql.Insert(audit, records.Now, Won, values),
            [
                new($"DELETE FROM sessions WHERE user_id = @user AND workspace_id = @workspace AND EXISTS ({Won})", values),
                new("DELETE FROM members WHERE id = @member AND stamp = @stamp", values),
                .. TeamSql.Release(column => $"{column} = @user", values),
            ]) == Effect.Done;
    }

    /// <summary>
    /// Hands the workspace over: the owner becomes an admin, the member the owner. Missed where the one is not its owner with
    /// that password, or the other no member.
    /// </summary>
    public Task<Effect> TransferAsync(Transfer asked, AuditEntry audit, IdempotencyCommit? key)
    {
        const string Given = "SELECT 1 FROM members w WHERE w.workspace_id = @workspace AND w.user_id = @user AND w.stamp = @stamp";
        var op = new WorkspaceOp(asked.WorkspaceId, key);
        (string, object?)[] values =
        [
            ("workspace", asked.WorkspaceId), ("user", asked.OwnerId), ("member", asked.MemberId), ("proved", asked.ProvedPassword),
            ("scope", MemberRow.WholeWorkspace), ("stamp", op.Stamp),
        ];
        return op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE members SET role = 'admin', version = version + 1, stamp = @stamp
                WHERE workspace_id = @workspace AND user_id = @user AND role = 'owner' AND EXISTS ({WorkspaceOp.Held})
                  AND EXISTS (SELECT 1 FROM members m WHERE m.id = @member AND m.workspace_id = @workspace AND m.role <> 'owner')
                  AND EXISTS (SELECT 1 FROM users u WHERE u.id = @user AND u.password = @proved)
                """,
                values),
            new Stamped(Given, values),
            AuditSql.Insert(audit, records.Now, Given, values),
            new Statement(
                $"UPDATE members SET role = 'owner', scope = @scope, version = version + 1 WHERE id = @member AND workspace_id = @workspace AND EXISTS ({Given})",
                values));
    }

    private static (string, object?)[] Values(MemberRow member, WorkspaceOp op) =>
    [
        ("member", member.Id), ("workspace", member.WorkspaceId), ("user", member.UserId), ("version", member.Version), ("stamp", op.Stamp),
    ];
}

/// <summary>A workspace changes hands.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="OwnerId">Who gives it: a user.</param>
/// <param name="ProvedPassword">The hash the owner's password was proved against.</param>
/// <param name="MemberId">Who gets it: a member.</param>
public sealed record Transfer(string WorkspaceId, string OwnerId, string ProvedPassword, string MemberId);
