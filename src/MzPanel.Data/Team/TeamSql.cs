namespace MzPanel.Data.Team;

/// <summary>Statements about people who leave a workspace.</summary>
internal static class TeamSql
{
    private static readonly string[] Personal = ["recovery_codes", "totp", "password_resets", "email_changes", "sessions"];

    /// <summary>
    /// Gives up the accounts of people who have no workspace any more: the address is free, and nothing personal stays but the
    /// row itself, because records name it. Their membership is gone already.
    /// </summary>
    /// <param name="whose">Condition on the column of a user's id, such as <c>{0} = @user</c>.</param>
    /// <param name="parameters">Its parameters.</param>
    public static IEnumerable<Statement> Release(Func<string, string> whose, params (string Name, object? Value)[] parameters)
    {
        // Apart from the change: whoever accepts an invitation for one of them just now is waited for, and then seen.
        yield return new($"UPDATE users SET version = version + 1 WHERE {whose("id")}", parameters);
        yield return new(
            $"""
            UPDATE users SET email = id, name = '', password = '' WHERE {whose("id")} AND NOT EXISTS (
              SELECT 1 FROM members m JOIN workspaces w ON w.id = m.workspace_id AND w.closed_at IS NULL WHERE m.user_id = users.id)
            """,
            parameters);
        foreach (var table in Personal)
            yield return new(
                $"DELETE FROM {table} WHERE {whose("user_id")} AND EXISTS (SELECT 1 FROM users u WHERE u.id = {table}.user_id AND u.email = u.id)", parameters);
    }
}
