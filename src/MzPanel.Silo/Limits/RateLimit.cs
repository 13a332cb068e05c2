using System.Globalization;
using System.Threading.Channels;
using MzPanel.Grains.Refusals;

namespace MzPanel.Silo.Limits;

/// <summary>
/// So many a minute per caller, refilled evenly: after a pause of one second there is always room for one second's worth.
/// Decided here and at once; the other silos of a cluster hear of it by <see cref="RateExchange"/>.
/// </summary>
internal sealed class RateLimit(string name, int perMinute, TimeProvider time, ChannelWriter<bool> wake)
{
    public string Name => name;

    public int PerMinute => perMinute;

    public CallerRates Callers { get; } = new(perMinute, time);

    /// <summary>Takes one, tells the caller what is left, or refuses.</summary>
    public void Take(HttpContext context, string caller)
    {
        var (taken, left, tell) = Callers.TryTake(caller);
        if (tell)
            wake.TryWrite(true);
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Text(perMinute);
        headers["RateLimit-Remaining"] = Text((long)Math.Max(0, left));
        headers["RateLimit-Reset"] = Text(Seconds(perMinute - left));
        if (!taken)
            throw new PanelException(PanelError.RateLimited, "Too many requests.", retryAfterS: Seconds(1 - left));
    }

    private int Seconds(double tokens) => (int)Math.Max(1, Math.Ceiling(tokens * 60 / perMinute));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
