namespace MzPanel.Data.Account;

/// <summary>Uses up a code, as the first statement of what it opens.</summary>
internal static class FactorSql
{
    /// <summary>Condition: <c>@user</c> has no factor in force.</summary>
    public const string None = "NOT EXISTS (SELECT 1 FROM totp f WHERE f.user_id = @user AND f.confirmed_at IS NOT NULL)";

    /// <summary>How many factors in force <c>{user}</c> has: one or none.</summary>
    public static string Count(string user) => $"(SELECT count(*) FROM totp f WHERE f.user_id = {user} AND f.confirmed_at IS NOT NULL)";

    /// <summary>Affects no row where the code is used already, or the factor is another one by now.</summary>
    public static Statement Use(string userId, FactorProof proof, string stamp, long now) => proof.RecoveryHash is { } hash
        ? new(
            """
            UPDATE recovery_codes SET used_at = @now, stamp = @factor_stamp WHERE user_id = @user AND hash = @code AND used_at IS NULL
              AND EXISTS (SELECT 1 FROM totp f WHERE f.user_id = @user AND f.id = @factor AND f.confirmed_at IS NOT NULL)
            """,
            ("user", userId), ("code", hash), ("factor", proof.FactorId), ("now", now), ("factor_stamp", stamp))
        : new(
            """
            UPDATE totp SET last_step = @step, stamp = @factor_stamp
            WHERE user_id = @user AND id = @factor AND confirmed_at IS NOT NULL AND last_step < @step
            """,
            ("user", userId), ("step", proof.Step), ("factor", proof.FactorId), ("factor_stamp", stamp));

    /// <summary>Condition with <c>@user</c> and <c>@factor_stamp</c>: the code was used by <see cref="Use"/>.</summary>
    public static string Used(FactorProof proof) => proof.RecoveryHash is null
        ? "EXISTS (SELECT 1 FROM totp f WHERE f.user_id = @user AND f.stamp = @factor_stamp)"
        : "EXISTS (SELECT 1 FROM recovery_codes f WHERE f.user_id = @user AND f.stamp = @factor_stamp)";

    /// <summary>Takes the factor of the user that <paramref name="userSql"/> selects away.</summary>
    public static IEnumerable<Statement> Remove(string userSql, params (string Name, object? Value)[] parameters) =>
    [
        new($"DELETE FROM recovery_codes WHERE user_id = ({userSql})", parameters),
        new($"DELETE FROM totp WHERE user_id = ({userSql})", parameters),
    ];
}
