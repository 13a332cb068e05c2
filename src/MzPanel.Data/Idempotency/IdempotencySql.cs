namespace MzPanel.Data.Idempotency;

/// <summary>
/// The two statements that tie an idempotency key to an operation: <see cref="Claim"/> first, the effect only where
/// <see cref="Claimed"/>, <see cref="Keep"/> last. The claim locks the key's row, so of two operations under one key the second
/// finds the first one's answer, also when a lease ran out under a slow request.
/// </summary>
public static class IdempotencySql
{
    /// <summary>How long an answer is kept.</summary>
    public const long KeptMs = 24 * 60 * 60 * 1000L;

    /// <summary>Condition for the effect, with <c>@caller</c>, <c>@key</c>, <c>@key_stamp</c>.</summary>
    public const string Claimed = "EXISTS (SELECT 1 FROM idempotency i WHERE i.caller = @caller AND i.key = @key AND i.stamp = @key_stamp AND i.status = 0)";

    /// <summary>Parameters of <see cref="Claimed"/>.</summary>
    public static (string Name, object? Value)[] Parameters(IdempotencyCommit key, string stamp) =>
        [("caller", key.Caller), ("key", key.Key), ("key_stamp", stamp)];

    /// <summary>Affects no row where the key holds an answer already.</summary>
    public static Statement Claim(IdempotencyCommit key, string stamp) => new(
        """
        INSERT INTO idempotency (caller, key, body_hash, status, lease_until, expires_at, stamp)
        VALUES (@caller, @key, @body_hash, 0, @now, @expires_at, @key_stamp)
        ON CONFLICT (caller, key) DO UPDATE SET body_hash = excluded.body_hash, status = 0, answer = NULL, location = NULL, etag = NULL, stamp = excluded.stamp
        WHERE idempotency.expires_at <= @now OR (idempotency.status = 0 AND (idempotency.body_hash = excluded.body_hash OR idempotency.lease_until <= @now))
        """,
        [.. Parameters(key, stamp), ("body_hash", key.BodyHash), ("now", key.Now), ("expires_at", key.Now + KeptMs)]);

    /// <summary>Turns the claim into the answer, where the effect took place.</summary>
    public static Statement Keep(IdempotencyCommit key, string stamp, string whereExistsSql, params (string Name, object? Value)[] parameters) => new(
        $"""
        UPDATE idempotency SET status = @answer_status, answer = @answer, location = @location, etag = @etag, lease_until = 0, expires_at = @expires_at
        WHERE caller = @caller AND key = @key AND stamp = @key_stamp AND EXISTS ({whereExistsSql})
        """,
        [
            .. Parameters(key, stamp), ("answer_status", key.Status), ("answer", key.Answer), ("location", key.Location), ("etag", key.Etag),
            ("expires_at", key.Now + KeptMs), .. parameters,
        ]);
}
