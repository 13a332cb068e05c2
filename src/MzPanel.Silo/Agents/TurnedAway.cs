namespace MzPanel.Silo.Agents;

/// <summary>
/// When those who are turned away should come again: the more of them there are, the later. Thousands that come again each second
/// would cost more than to let them in.
/// </summary>
internal sealed class TurnedAway(TimeProvider time)
{
    /// <summary>How many may come again in a second.</summary>
    public const int PerSecond = 250;

    /// <summary>Nobody is sent away for longer.</summary>
    public const int LongestS = 8;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private long opened = time.GetTimestamp();
    private int before;
    private int now;

    /// <summary>One more; seconds for its <c>Retry-After</c>.</summary>
    public int Next()
    {
        lock (gate)
        {
            var passed = time.GetElapsedTime(opened);
            if (passed >= Window)
                (before, now, opened) = (passed < 2 * Window ? now : 0, 0, time.GetTimestamp());
            now++;
            return Math.Min(LongestS, 1 + Math.Max(before, now) / PerSecond);
        }
    }
}
