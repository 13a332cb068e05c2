namespace MzPanel.Data.Idempotency;

/// <summary>
/// Keys of requests: leases while they run, then answers for a day. What ties an answer to its effect is
/// <see cref="IdempotencySql"/>; here is what happens before and after.
/// </summary>
public sealed class IdempotencyRecords(Database database)
{
    /// <summary>How long a request may run before its key may be tried again.</summary>
    public const long LeaseMs = 30_000;

    /// <summary>The answer or the running lease under a key; <see langword="null"/> where there is neither.</summary>
    public Task<KeptRow?> FindAsync(string caller, string key, long now) => database.FirstAsync<KeptRow>(
        """
        SELECT body_hash, status, answer, location, etag FROM idempotency
        WHERE caller = @caller AND key = @key AND expires_at > @now AND (status <> 0 OR lease_until > @now)
        """,
        new { caller, key, now });

    /// <summary>Takes the key for <see cref="LeaseMs"/>; <see langword="false"/> where somebody else holds it or has answered.</summary>
    public async Task<bool> LeaseAsync(string caller, string key, byte[] bodyHash, long now)
    {
        var lease = new Statement(
            """
            INSERT INTO idempotency (caller, key, body_hash, status, lease_until, expires_at)
            VALUES (@caller, @key, @body_hash, 0, @lease_until, @expires_at)
            ON CONFLICT (caller, key) DO UPDATE
            SET body_hash = excluded.body_hash, status = 0, answer = NULL, location = NULL, etag = NULL, stamp = NULL,
              lease_until = excluded.lease_until, expires_at = excluded.expires_at
            WHERE idempotency.expires_at <= @now OR (idempotency.status = 0 AND idempotency.lease_until <= @now)
            """,
            ("caller", caller), ("key", key), ("body_hash", bodyHash), ("lease_until", now + LeaseMs),
            ("expires_at", now + IdempotencySql.KeptMs), ("now", now));
        return (await database.Control.WriteAsync([lease]))[0] > 0;
    }

    /// <summary>Gives back a lease taken at <paramref name="leasedAt"/> after a request that changed nothing; an answer stays.</summary>
    public Task ReleaseAsync(string caller, string key, long leasedAt) => database.Control.WriteAsync(
    [
        new("DELETE FROM idempotency WHERE caller = @caller AND key = @key AND status = 0 AND lease_until <= @lease_until",
            ("caller", caller), ("key", key), ("lease_until", leasedAt + LeaseMs)),
    ]);

    /// <summary>Keeps the answer of a request that has no effect on the records.</summary>
    public Task KeepAsync(IdempotencyCommit commit)
    {
        var stamp = RecordId.NewStamp();
        return database.Control.WriteAsync([IdempotencySql.Claim(commit, stamp), IdempotencySql.Keep(commit, stamp, "SELECT 1")]);
    }

    /// <summary>Forgets what has expired.</summary>
    public Task SweepAsync(long now) =>
        database.Control.WriteAsync([new("DELETE FROM idempotency WHERE expires_at <= @now", ("now", now))]);
}
