using MzPanel.Data.Audit;

namespace MzPanel.Data.Enrollment;

/// <summary>Agent tokens at the door: who connects, and how one token takes the place of another (security.md, "tokens").</summary>
public sealed partial class CredentialRecords(Database records)
{
    private const long RefusalsApartMs = 60_000;

    /// <summary>
    /// The server that an agent token stands for, or <see langword="null"/>. The token of a rotation retires its predecessor
    /// here; a retired one is refused and audited, at most once a minute.
    /// </summary>
    /// <param name="hash">SHA-256 of the token.</param>
    /// <param name="now">Unix ms.</param>
    public async Task<AgentCredential?> AuthenticateAgentAsync(byte[] hash, long now)
    {
        var found = await FindAsync(hash);
        if (found is { State: CredentialState.Active, UsedAt: not null })
            return found;
        if (found is { State: CredentialState.Retired })
            await NoteRefusalAsync(found, now);
        if (found?.State is not (CredentialState.Active or CredentialState.Delivered or CredentialState.Kept))
            return null;
        await UseAsync(found, hash, now);
        return await FindAsync(hash) is { State: CredentialState.Active } used ? used : null;
    }

    private Task<AgentCredential?> FindAsync(byte[] hash) => records.FirstAsync<AgentCredential>(
        """
        SELECT c.id AS credential_id, c.server_id, c.workspace_id, c.state, c.used_at, w.tier, COALESCE(e.epoch, 0) AS epoch
        FROM credentials c JOIN servers s ON s.id = c.server_id LEFT JOIN workspaces w ON w.id = s.workspace_id AND w.closed_at IS NULL
          LEFT JOIN server_sessions e ON e.server_id = s.id
        WHERE c.hash = @hash AND c.kind = 'agent' AND s.deleted_at IS NULL
        """,
        new { hash });

    // Nobody answers by what was read before: a lost reply may void a token between, another connection may be first.
    private Task<int[]> UseAsync(AgentCredential found, byte[] hash, long now) =>
        found.State == CredentialState.Active ? UseFirstAsync(found, now) : SucceedAsync(found, hash, now);

    private Task<int[]> UseFirstAsync(AgentCredential found, long now) => records.Control.WriteAsync(
    [
        new Statement($"UPDATE credentials SET used_at = @now WHERE id = @id AND state = '{CredentialState.Active}' AND used_at IS NULL",
            ("id", found.CredentialId), ("now", now)),
    ]);

    private Task<int[]> SucceedAsync(AgentCredential found, byte[] hash, long now)
    {
        var stamp = RecordId.NewStamp();
        return records.Control.WriteAsync(
        [
            .. CredentialSql.Begin(found.ServerId, stamp),
            new Statement(
                $"""
                UPDATE credentials SET state = '{CredentialState.Active}', used_at = @now, stamp = @stamp
                WHERE id = @id AND hash = @hash AND state IN ('{CredentialState.Delivered}', '{CredentialState.Kept}') AND EXISTS ({CredentialSql.Held})
                """,
                ("id", found.CredentialId), ("hash", hash), ("now", now), ("server_id", found.ServerId), ("stamp", stamp)),
            CredentialSql.EndAgentTokens(found.ServerId, CredentialState.Retired, found.CredentialId, stamp, now),
            .. CredentialSql.Finish(ByAgent(found, "agent.token_rotated", "ok"), found.CredentialId, stamp, now),
        ]);
    }

    private Task<int[]> NoteRefusalAsync(AgentCredential found, long now)
    {
        var stamp = RecordId.NewStamp();
        return records.Control.WriteAsync(
        [
            new Statement(
                $"""
                UPDATE credentials SET used_at = @now, stamp = @stamp
                WHERE id = @id AND state = '{CredentialState.Retired}' AND (used_at IS NULL OR used_at <= ended_at OR used_at <= @since)
                """,
                ("id", found.CredentialId), ("now", now), ("since", now - RefusalsApartMs), ("stamp", stamp)),
            .. CredentialSql.Finish(ByAgent(found, "agent.token_refused", "denied"), found.CredentialId, stamp, now),
        ]);
    }

    private static AuditEntry ByAgent(AgentCredential found, string action, string outcome) => new()
    {
        WorkspaceId = found.WorkspaceId,
        Actor = new AuditActor("agent", found.ServerId, found.ServerId),
        Action = action,
        Subject = ("token", found.CredentialId),
        ServerId = found.ServerId,
        Outcome = outcome,
    };
}
