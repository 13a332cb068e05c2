using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Live;
using MzPanel.Protocol.Tokens;

namespace MzPanel.Data.Enrollment;

/// <summary>Install tokens and their exchange for an agent token (agent-protocol.md, section 1).</summary>
public sealed class RegistrationRecords(Database records)
{
    private const long LostReplyMs = 10 * 60 * 1000;

    /// <summary>Another install token of a server; earlier ones that were not used are void.</summary>
    public async Task<TokenOutcome> IssueAsync(string serverId, InstallToken token, AuditEntry audit, IdempotencyCommit? key)
    {
        var (stamp, id) = (RecordId.NewStamp(), RecordId.New(CredentialSql.IdPrefix));
        var affected = await records.Control.WriteAsync(
        [
            .. CredentialSql.Begin(serverId, stamp, key),
            Insert(serverId, token, id, stamp, CredentialSql.Held),
            new Statement(
                $"""
                UPDATE credentials SET state = '{CredentialState.Revoked}', ended_at = @now
                WHERE server_id = @server_id AND kind = 'install' AND state = '{CredentialState.Open}' AND id <> @won AND EXISTS ({CredentialSql.Won})
                """,
                ("server_id", serverId), ("now", token.CreatedAt), ("won", id), ("stamp", stamp)),
            .. CredentialSql.Finish(audit, id, stamp, token.CreatedAt, key),
        ]);
        return CredentialSql.Outcome(affected, key is not null, TokenOutcome.ServerGone);
    }

    /// <summary>
    /// Exchanges an install token, or exchanges it again after a lost reply; <see langword="null"/> where it is expired, used or
    /// unknown. Of two exchanges at once one wins.
    /// </summary>
    public async Task<Registered?> ExchangeAsync(Registration asked)
    {
        if (await FindAsync(asked.InstallHash) is not { } token)
            return null;
        var done = await ExchangeAsync(token, asked, First(token, asked)) || await ExchangeAsync(token, asked, Again(token, asked));
        return done ? new Registered(token.ServerId, token.WorkspaceId) : null;
    }

    /// <summary>The first install token of a server, for the operation that makes the server.</summary>
    public static Statement Insert(string serverId, InstallToken token) =>
        Insert(serverId, token, RecordId.New(CredentialSql.IdPrefix), RecordId.NewStamp(), "SELECT 1 FROM servers h WHERE h.id = @server_id");

    private static Statement Insert(string serverId, InstallToken token, string id, string stamp, string whereExists) => new(
        $"""
        INSERT INTO credentials (id, hash, kind, workspace_id, server_id, state, last_four, created_at, expires_at, stamp)
        SELECT @id, @hash, 'install', s.workspace_id, s.id, '{CredentialState.Open}', @last_four, @now, @expires_at, @stamp
        FROM servers s WHERE s.id = @server_id AND EXISTS ({whereExists})
        """,
        ("id", id), ("hash", Token.Hash(token.Text)), ("last_four", token.Text[^4..]), ("now", token.CreatedAt),
        ("expires_at", token.ExpiresAt), ("server_id", serverId), ("stamp", stamp));

    private Task<InstallRow?> FindAsync(byte[] hash) => records.FirstAsync<InstallRow>(
        "SELECT id, server_id, workspace_id FROM credentials WHERE hash = @hash AND kind = 'install'", new { hash });

    private static Func<string, Statement> First(InstallRow token, Registration asked) => stamp => new(
        $"""
        UPDATE credentials SET state = '{CredentialState.Used}', used_at = @now, exchange_nonce = @nonce, stamp = @stamp
        WHERE id = @id AND state = '{CredentialState.Open}' AND expires_at > @now AND EXISTS ({CredentialSql.Held})
        """,
        ("id", token.Id), ("now", asked.Now), ("nonce", asked.NonceHash), ("server_id", token.ServerId), ("stamp", stamp));

    private static Func<string, Statement> Again(InstallRow token, Registration asked) => stamp => new(
        $"""
        UPDATE credentials SET stamp = @stamp
        WHERE id = @id AND state = '{CredentialState.Used}' AND exchange_nonce = @nonce AND used_at > @since AND EXISTS ({CredentialSql.Held})
          AND EXISTS (
            SELECT 1 FROM credentials a
            WHERE a.produced_by = @id AND a.kind = 'agent' AND a.server_id = @server_id AND a.state = '{CredentialState.Active}' AND a.used_at IS NULL)
        """,
        ("id", token.Id), ("nonce", asked.NonceHash), ("since", asked.Now - LostReplyMs), ("server_id", token.ServerId), ("stamp", stamp));

    private async Task<bool> ExchangeAsync(InstallRow token, Registration asked, Func<string, Statement> win)
    {
        var (stamp, id) = (RecordId.NewStamp(), RecordId.New(CredentialSql.IdPrefix));
        var affected = await records.Control.WriteAsync(
        [
            .. CredentialSql.Begin(token.ServerId, stamp),
            win(stamp),
            CredentialSql.EndAgentTokens(token.ServerId, CredentialState.Revoked, token.Id, stamp, asked.Now),
            InsertAgent(id, asked, token, stamp),
            Facts(asked, token, stamp),
            .. CredentialSql.Finish(Entry(asked, token, id), token.Id, stamp, asked.Now),
            LiveSql.Changed(LiveKind.Server, token.WorkspaceId, token.ServerId, asked.Now, CredentialSql.Won, ("won", token.Id), ("stamp", stamp)),
        ]);
        records.Bell.Ring(token.WorkspaceId);
        return affected[1] > 0;
    }

    private static Statement InsertAgent(string id, Registration asked, InstallRow token, string stamp) => new(
        $"""
        INSERT INTO credentials (id, hash, kind, workspace_id, server_id, state, last_four, created_at, produced_by, stamp)
        SELECT @id, @hash, 'agent', w.workspace_id, w.server_id, '{CredentialState.Active}', @last_four, @now, w.id, @stamp
        FROM credentials w WHERE w.id = @won AND w.stamp = @stamp
        """,
        ("id", id), ("hash", asked.AgentHash), ("last_four", asked.AgentLastFour), ("now", asked.Now), ("won", token.Id), ("stamp", stamp));

    private static Statement Facts(Registration asked, InstallRow token, string stamp) => new(
        $"""
        UPDATE servers SET hostname = @hostname, os = @os, os_version = @os_version, arch = @arch, agent_version = @agent_version, seal_key = @seal_key
        WHERE id = @server_id AND EXISTS ({CredentialSql.Won})
        """,
        ("server_id", token.ServerId), ("hostname", asked.Hostname), ("os", asked.Os), ("os_version", asked.OsVersion), ("arch", asked.Arch),
        ("agent_version", asked.AgentVersion), ("seal_key", asked.SealKey), ("won", token.Id), ("stamp", stamp));

    private static AuditEntry Entry(Registration asked, InstallRow token, string id) => new()
    {
        WorkspaceId = token.WorkspaceId,
        Actor = new AuditActor("agent", token.ServerId, asked.Hostname),
        Action = "agent.register",
        Subject = ("token", id),
        ServerId = token.ServerId,
        RequestId = asked.RequestId,
        Address = asked.Address,
    };

    private sealed record InstallRow
    {
        public required string Id { get; init; }

        public required string ServerId { get; init; }

        public required string WorkspaceId { get; init; }
    }
}
