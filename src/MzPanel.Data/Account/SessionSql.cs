namespace MzPanel.Data.Account;

internal static class SessionSql
{
    /// <summary>Selects a session by <c>@session</c>.</summary>
    public const string IsThere = "SELECT 1 FROM sessions WHERE id = @session";

    /// <summary>A new session, where the condition selects a row; <c>@user</c> is the session's user.</summary>
    public static Statement Insert(SessionRow session, string whereExistsSql, params (string Name, object? Value)[] parameters) => new(
        $"""
        INSERT INTO sessions (id, hash, user_id, workspace_id, created_at, last_seen_at, expires_at, address, user_agent)
        SELECT @session, @hash, @user, @workspace, @created_at, @created_at, @expires_at, @address, @user_agent
        WHERE EXISTS ({whereExistsSql})
        """,
        [
            ("session", session.Id), ("hash", session.Hash), ("user", session.UserId), ("workspace", session.WorkspaceId),
            ("created_at", session.CreatedAt), ("expires_at", session.ExpiresAt), ("address", session.Address),
            ("user_agent", session.UserAgent), .. parameters,
        ]);
}
