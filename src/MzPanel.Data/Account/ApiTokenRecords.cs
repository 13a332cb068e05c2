using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Account;

/// <summary>
/// API tokens. They are read at every request, so that what is revoked is revoked on every silo at once. A token hangs on the
/// membership of its maker: who is removed and comes back has another one, and the old tokens stay dead.
/// </summary>
public sealed class ApiTokenRecords(Database records)
{
    /// <summary>Most tokens of one member.</summary>
    public const int Most = 100;

    private const long ShownAfterEndMs = 30 * 24 * 60 * 60 * 1000L;
    private static readonly string Holder = $"""
        SELECT t.id AS token_id, t.name, t.scopes, t.user_id, t.workspace_id, m.role, m.scope, w.tier, t.expires_at, t.last_used_at,
          {FactorSql.Count("t.user_id")} AS factors
        FROM api_tokens t
        JOIN members m ON m.id = t.member_id
        JOIN workspaces w ON w.id = t.workspace_id AND w.closed_at IS NULL
        WHERE (t.expires_at IS NULL OR t.expires_at > @now)
        """;

    private const string StampedSql = "SELECT 1 FROM api_tokens t WHERE t.id = @token AND t.stamp = @stamp";

    /// <summary>Makes a token. Missed where its maker is no member any more, has too many, or is a token that is gone.</summary>
    public Task<Effect> AddAsync(ApiTokenRow token, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("token", token.Id), ("stamp", op.Stamp)];
        var maker = token.MadeBy is null ? "" : "AND EXISTS (SELECT 1 FROM api_tokens p WHERE p.id = @made_by)";
        return op.WriteAsync(records.Control,
            new(
                $"""
                INSERT INTO api_tokens (id, hash, workspace_id, user_id, member_id, made_by, name, scopes, last_four, created_at, expires_at, stamp)
                SELECT @token, @hash, m.workspace_id, m.user_id, m.id, @made_by, @name, @scopes, @last_four, @created_at, @expires_at, @stamp
                FROM members m WHERE m.workspace_id = @workspace AND m.user_id = @user
                  AND (SELECT count(*) FROM api_tokens o WHERE o.member_id = m.id) < {Most} {maker}{op.And}
                """,
                op.With(
                [
                    .. stamped, ("hash", token.Hash), ("workspace", token.WorkspaceId), ("user", token.UserId), ("made_by", token.MadeBy),
                    ("name", token.Name), ("scopes", token.Scopes), ("last_four", token.LastFour), ("created_at", token.CreatedAt),
                    ("expires_at", token.ExpiresAt),
                ])),
            new Stamped(StampedSql, stamped),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped));
    }

    /// <summary>Who is behind a token; <see langword="null"/> where it, its workspace or its maker's membership is over.</summary>
    public Task<TokenHolder?> FindAsync(byte[] hash) => records.FirstAsync<TokenHolder>(Holder + " AND t.hash = @hash", new { hash, now = records.Now });

    /// <summary>The same by the token's identifier, for what was asked for with it earlier.</summary>
    public Task<TokenHolder?> FindAsync(string tokenId) => records.FirstAsync<TokenHolder>(Holder + " AND t.id = @tokenId", new { tokenId, now = records.Now });

    /// <summary>Notes that the token is used; called once a minute at most.</summary>
    public Task TouchAsync(string id, long now) => records.Control.WriteAsync(
        [new("UPDATE api_tokens SET last_used_at = @now WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @now)", ("id", id), ("now", now))]);

    /// <summary>Tokens of a workspace, of one maker where one is named, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<ApiTokenRow> Rows, string? Next)> ListAsync(string workspaceId, string? userId, int limit, string? cursor) =>
        new ListQuery(
            """
            SELECT t.id, t.workspace_id, t.user_id, t.made_by, t.name, t.scopes, t.last_four, t.created_at, t.expires_at, t.last_used_at
            FROM api_tokens t JOIN members m ON m.id = t.member_id
            """, "t.created_at", "t.id")
            .Where("t.workspace_id = @workspace", "workspace", workspaceId)
            .Where("t.user_id = @user", "user", userId)
            .PageAsync<ApiTokenRow>(records, limit, cursor, token => new PageCursor(token.CreatedAt, token.Id));

    /// <summary>
    /// Revokes a token and those it made; <see langword="false"/> where the workspace has none of that name, or not of that maker.
    /// </summary>
    public async Task<bool> RevokeAsync(string workspaceId, string? userId, string id, AuditEntry audit)
    {
        (string, object?)[] stamped = [("token", id), ("stamp", RecordId.NewStamp())];
        var ofMaker = userId is null ? "" : " AND user_id = @user";
        var affected = await records.Control.WriteAsync(
        [
            new($"UPDATE api_tokens SET stamp = @stamp WHERE id = @token AND workspace_id = @workspace{ofMaker}",
                [.. stamped, ("workspace", workspaceId), .. userId is null ? [] : new (string, object?)[] { ("user", userId) }]),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped),
            new(
                $"""
                DELETE FROM api_tokens WHERE id IN (
                  WITH RECURSIVE made (id) AS (
                    SELECT t.id FROM api_tokens t WHERE t.id = @token AND t.stamp = @stamp
                    UNION SELECT c.id FROM api_tokens c JOIN made ON c.made_by = made.id)
                  SELECT made.id FROM made)
                """, stamped),
        ]);
        return affected[0] > 0;
    }

    /// <summary>Forgets tokens of members who are gone, and those long over.</summary>
    public Task SweepAsync() => records.Control.WriteAsync(
    [
        new("DELETE FROM api_tokens WHERE expires_at <= @before OR NOT EXISTS (SELECT 1 FROM members m WHERE m.id = api_tokens.member_id)",
            ("before", records.Now - ShownAfterEndMs)),
    ]);
}
