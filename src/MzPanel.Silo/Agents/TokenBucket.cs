namespace MzPanel.Silo.Agents;

/// <summary>Lets through a number a second, and at once as many as one second's worth, or fewer.</summary>
internal sealed class TokenBucket(int perSecond, int atOnce, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly double most = Math.Min(perSecond, atOnce);
    private double tokens = Math.Min(perSecond, atOnce);
    private long last = time.GetTimestamp();

    public bool TryTake()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(most, tokens + perSecond * time.GetElapsedTime(last, now).TotalSeconds);
            last = now;
            if (tokens < 1)
                return false;
            tokens--;
            return true;
        }
    }
}
