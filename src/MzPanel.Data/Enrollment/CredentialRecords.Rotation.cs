using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Servers;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Data.Enrollment;

// Rotation. A token is made when it is delivered, and made anew with each delivery until the agent keeps it or authenticates
// with it (agent-protocol.md, token_rotate): at most two are valid, the old one and the one delivered last.
public sealed partial class CredentialRecords
{
    /// <summary>Asks for another token of the server; <see cref="TokenOutcome.UnderWay"/> keeps the key's answer as well.</summary>
    public async Task<TokenOutcome> RequestRotationAsync(string serverId, AuditEntry audit, IdempotencyCommit? key, long now)
    {
        var (stamp, id) = (RecordId.NewStamp(), RecordId.New(CredentialSql.IdPrefix));
        var affected = await records.Control.WriteAsync(
        [
            .. CredentialSql.Begin(serverId, stamp, key),
            .. Request(serverId, id, stamp, now),
            .. CredentialSql.Finish(audit, id, stamp, now),
            .. Kept(serverId, stamp, key),
        ]);
        return CredentialSql.Outcome(affected, key is not null, TokenOutcome.UnderWay);
    }

    /// <summary>Connected servers whose rotation waits since before that: whoever asked for it did not see to its delivery.</summary>
    public async Task<IReadOnlyList<string>> UndeliveredAsync(long before, int limit) => await records.QueryAsync<string>(
        $"""
        SELECT c.server_id FROM credentials c JOIN servers s ON s.id = c.server_id
        WHERE c.state = '{CredentialState.Requested}' AND c.created_at < @before AND s.status = '{ServerStatus.Online}' AND s.deleted_at IS NULL
        ORDER BY c.created_at LIMIT @limit
        """,
        new { before, limit });

    /// <summary>
    /// A new token for a server whose rotation waits, or was delivered and neither kept nor used; <see langword="null"/> where none is.
    /// </summary>
    public async Task<TokenDelivery?> MintRotationAsync(string serverId, long now)
    {
        if (await WaitingAsync(serverId) is not { } waiting)
            return null;
        var (stamp, token) = (Guid.NewGuid().ToString(), Token.Create(TokenKind.Agent));
        var affected = await records.Control.WriteAsync(
        [
            .. CredentialSql.Begin(serverId, stamp),
            Deliver(waiting, token, stamp, now),
            .. CredentialSql.Finish(BySystem(waiting, "agent.token_delivered"), waiting.CredentialId, stamp, now),
        ]);
        return affected[1] > 0 ? new TokenDelivery(token, stamp) : null;
    }

    /// <summary>The agent says that it keeps a token; said of one that is not the latest, it changes nothing: the agent may not have that one.</summary>
    public async Task RotationAckedAsync(string serverId, string messageId, long now)
    {
        if (await WaitingAsync(serverId) is not { State: CredentialState.Delivered } waiting)
            return;
        var stamp = RecordId.NewStamp();
        await records.Control.WriteAsync(
        [
            .. CredentialSql.Begin(serverId, stamp),
            new Statement(
                $"""
                UPDATE credentials SET state = '{CredentialState.Kept}', stamp = @stamp
                WHERE id = @id AND state = '{CredentialState.Delivered}' AND stamp = @delivery AND EXISTS ({CredentialSql.Held})
                """,
                ("id", waiting.CredentialId), ("delivery", messageId), ("server_id", serverId), ("stamp", stamp)),
            .. CredentialSql.Finish(BySystem(waiting, "agent.token_kept"), waiting.CredentialId, stamp, now),
        ]);
    }

    /// <summary>Asks for another token of a server that the operation holds; nothing happens where one is under way.</summary>
    internal static IEnumerable<Statement> Request(string serverId, string id, string stamp, long now) =>
        [InsertRequest(serverId, id, stamp, now), .. Promote(serverId, id, stamp, now)];

    private Task<AgentCredential?> WaitingAsync(string serverId) => records.FirstAsync<AgentCredential>(
        $"""
        SELECT id AS credential_id, server_id, workspace_id, state, used_at FROM credentials
        WHERE server_id = @serverId AND kind = 'agent' AND state IN ('{CredentialState.Requested}', '{CredentialState.Delivered}')
        """,
        new { serverId });

    // Its hash is that of a token nobody has ever seen, until one is delivered.
    private static Statement InsertRequest(string serverId, string id, string stamp, long now) => new(
        $"""
        INSERT INTO credentials (id, hash, kind, workspace_id, server_id, state, last_four, created_at, stamp)
        SELECT @id, @hash, 'agent', h.workspace_id, h.id, '{CredentialState.Requested}', '', @now, @stamp
        FROM servers h WHERE h.id = @server_id AND h.stamp = @stamp AND NOT EXISTS (
          SELECT 1 FROM credentials c WHERE c.server_id = h.id AND c.kind = 'agent' AND c.state IN ('{CredentialState.Requested}', '{CredentialState.Delivered}'))
        """,
        ("id", id), ("hash", Token.Hash(Token.Create(TokenKind.Agent))), ("now", now), ("server_id", serverId), ("stamp", stamp));

    // Another rotation while the agent keeps a token it has not dialled with yet: that one counts as the old one from now on.
    private static IEnumerable<Statement> Promote(string serverId, string wonId, string stamp, long now) =>
    [
        new(
            $"""
            UPDATE credentials SET state = '{CredentialState.Retired}', ended_at = @now
            WHERE server_id = @server_id AND kind = 'agent' AND state = '{CredentialState.Active}' AND EXISTS ({CredentialSql.Won})
              AND EXISTS (SELECT 1 FROM credentials k WHERE k.server_id = @server_id AND k.kind = 'agent' AND k.state = '{CredentialState.Kept}')
            """,
            ("now", now), ("server_id", serverId), ("won", wonId), ("stamp", stamp)),
        new(
            $"""
            UPDATE credentials SET state = '{CredentialState.Active}'
            WHERE server_id = @server_id AND kind = 'agent' AND state = '{CredentialState.Kept}' AND EXISTS ({CredentialSql.Won})
            """,
            ("server_id", serverId), ("won", wonId), ("stamp", stamp)),
    ];

    private static Statement Deliver(AgentCredential waiting, string token, string stamp, long now) => new(
        $"""
        UPDATE credentials SET state = '{CredentialState.Delivered}', hash = @hash, last_four = @last_four, created_at = @now, stamp = @stamp
        WHERE id = @id AND state IN ('{CredentialState.Requested}', '{CredentialState.Delivered}') AND EXISTS ({CredentialSql.Held})
        """,
        ("id", waiting.CredentialId), ("hash", Token.Hash(token)), ("last_four", token[^4..]), ("now", now),
        ("server_id", waiting.ServerId), ("stamp", stamp));

    private static IEnumerable<Statement> Kept(string serverId, string stamp, IdempotencyCommit? key) =>
        key is null ? [] : [IdempotencySql.Keep(key, stamp, CredentialSql.Held, ("server_id", serverId), ("stamp", stamp))];

    private static AuditEntry BySystem(AgentCredential waiting, string action) => new()
    {
        WorkspaceId = waiting.WorkspaceId,
        Actor = AuditActor.System,
        Action = action,
        Subject = ("token", waiting.CredentialId),
        ServerId = waiting.ServerId,
    };
}
