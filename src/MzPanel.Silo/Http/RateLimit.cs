using System.Globalization;
using System.Threading.RateLimiting;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Http;

/// <summary>
/// So many a minute per key, refilled evenly: after a pause of one second there is always room for one second's worth.
/// Buckets that are full again are forgotten by the limiter.
/// </summary>
internal sealed class RateLimit(int perMinute) : IDisposable
{
    private readonly PartitionedRateLimiter<string> buckets = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = perMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            AutoReplenishment = false,
            QueueLimit = 0,
        }), StringComparer.Ordinal);

    /// <summary>Takes one, tells the caller what is left, or refuses.</summary>
    public void Take(HttpContext context, string key)
    {
        using var lease = buckets.AttemptAcquire(key);
        var left = lease.IsAcquired ? buckets.GetStatistics(key)?.CurrentAvailablePermits ?? 0 : 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Text(perMinute);
        headers["RateLimit-Remaining"] = Text(left);
        headers["RateLimit-Reset"] = Text(Seconds(perMinute - left));
        if (!lease.IsAcquired)
            throw new PanelException(PanelError.RateLimited, "Too many requests.", retryAfterS: Seconds(1));
    }

    public void Dispose() => buckets.Dispose();

    private int Seconds(long tokens) => (int)Math.Max(1, (tokens * 60 + perMinute - 1) / perMinute);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
