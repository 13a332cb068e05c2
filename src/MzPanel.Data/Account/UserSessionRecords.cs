using MzPanel.Data.Audit;
using MzPanel.Data.Idempotency;
using MzPanel.Data.Paging;

namespace MzPanel.Data.Account;

/// <summary>Signed-in browsers. They are read at every request, so that what is ended is ended on every silo at once.</summary>
public sealed class UserSessionRecords(Database records)
{
    /// <summary>A session that nobody used for so long is over (7 days).</summary>
    public const long IdleMs = 7 * 24 * 60 * 60 * 1000L;

    /// <summary>A session is over so long after the sign-in, however much it is used (30 days).</summary>
    public const long LifeMs = 30 * 24 * 60 * 60 * 1000L;

    private const string StampedSql = "SELECT 1 FROM sessions WHERE id = @session AND stamp = @stamp";
    private const string Live = "s.expires_at > @now AND s.last_seen_at > @idle";

    /// <summary>Who is behind a cookie; <see langword="null"/> where the session or the membership is over.</summary>
    public Task<SignedIn?> FindAsync(byte[] hash) => records.FirstAsync<SignedIn>(
        $"""
        SELECT s.id AS session_id, s.user_id, u.email, s.workspace_id, m.role, m.scope, w.tier, s.last_seen_at,
          {FactorSql.Count("s.user_id")} AS factors
        FROM sessions s
        JOIN users u ON u.id = s.user_id
        JOIN members m ON m.workspace_id = s.workspace_id AND m.user_id = s.user_id
        JOIN workspaces w ON w.id = s.workspace_id AND w.closed_at IS NULL
        WHERE s.hash = @hash AND {Live}
        """,
        new { hash, now = records.Now, idle = records.Now - IdleMs });

    /// <summary>
    /// Begins a session for a password that was proved, and uses up the code of a second factor; <see langword="false"/> where
    /// either is no longer good, or a factor that was not asked for is in force meanwhile.
    /// </summary>
    public async Task<bool> StartAsync(SessionRow session, string provedPassword, AuditEntry audit, FactorProof? factor = null)
    {
        var stamp = RecordId.NewStamp();
        var condition = factor is null ? FactorSql.None : FactorSql.Used(factor);
        (string, object?)[] parameters = [("proved", provedPassword), .. factor is null ? [] : new (string, object?)[] { ("factor_stamp", stamp) }];
        var affected = await records.Control.WriteAsync(
        [
            .. factor is null ? [] : new[] { FactorSql.Use(session.UserId, factor, stamp, session.CreatedAt) },
            SessionSql.Insert(session, $"SELECT 1 FROM users WHERE id = @user AND password = @proved AND {condition}", parameters),
            AuditSql.Insert(audit, session.CreatedAt, SessionSql.IsThere, ("session", session.Id)),
        ]);
        return affected[^2] > 0;
    }

    /// <summary>Notes that the session is used; called once a minute at most.</summary>
    public Task TouchAsync(string id, long now) => records.Control.WriteAsync(
        [new("UPDATE sessions SET last_seen_at = @now WHERE id = @id AND last_seen_at < @now", ("id", id), ("now", now))]);

    /// <summary>A user's sessions, newest first.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public Task<(IReadOnlyList<SessionRow> Rows, string? Next)> ListAsync(string userId, int limit, string? cursor) =>
        new ListQuery("SELECT s.id, s.user_id, s.workspace_id, s.created_at, s.last_seen_at, s.expires_at, s.address, s.user_agent FROM sessions s", "s.created_at", "s.id")
            .Where("s.user_id = @user", "user", userId)
            .Where("s.expires_at > @now", "now", records.Now)
            .Where("s.last_seen_at > @idle", "idle", records.Now - IdleMs)
            .PageAsync<SessionRow>(records, limit, cursor, session => new PageCursor(session.CreatedAt, session.Id));

    /// <summary>Ends one session of a user. Missed where there is none of that name.</summary>
    public Task<Effect> EndAsync(string userId, string id, AuditEntry audit, IdempotencyCommit? key = null)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("session", id), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new($"UPDATE sessions AS s SET stamp = @stamp WHERE s.id = @session AND s.user_id = @user AND {Live}{op.And}",
                op.With([.. stamped, ("user", userId), ("now", records.Now), ("idle", records.Now - IdleMs)])),
            new Stamped(StampedSql, stamped),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped),
            new("DELETE FROM sessions WHERE id = @session AND stamp = @stamp", stamped));
    }

    /// <summary>
    /// Binds a session to another workspace of its user, under another cookie. Missed where the user has no place there, or the
    /// session is over.
    /// </summary>
    public Task<Effect> SwitchAsync(SessionSwitch asked, AuditEntry audit, IdempotencyCommit? key)
    {
        var op = new KeyedOp(key);
        (string, object?)[] stamped = [("session", asked.SessionId), ("stamp", op.Stamp)];
        return op.WriteAsync(records.Control,
            new(
                $"""
                UPDATE sessions AS s SET workspace_id = @workspace, hash = @hash, stamp = @stamp
                WHERE s.id = @session AND s.user_id = @user AND {Live} AND EXISTS (
                  SELECT 1 FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL
                  WHERE m.user_id = @user AND m.workspace_id = @workspace){op.And}
                """,
                op.With(
                [
                    .. stamped, ("user", asked.UserId), ("workspace", asked.WorkspaceId), ("hash", asked.Hash), ("now", records.Now),
                    ("idle", records.Now - IdleMs),
                ])),
            new Stamped(StampedSql, stamped),
            AuditSql.Insert(audit, records.Now, StampedSql, stamped));
    }

    /// <summary>Forgets sessions that are over.</summary>
    public Task SweepAsync() => records.Control.WriteAsync(
        [new("DELETE FROM sessions WHERE expires_at <= @now OR last_seen_at <= @idle", ("now", records.Now), ("idle", records.Now - IdleMs))]);
}

/// <summary>A session goes to another workspace.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="UserId">Its user.</param>
/// <param name="WorkspaceId">Where to.</param>
/// <param name="Hash">SHA-256 of its new cookie.</param>
public sealed record SessionSwitch(string SessionId, string UserId, string WorkspaceId, byte[] Hash);
