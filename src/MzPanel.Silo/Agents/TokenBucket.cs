namespace MzPanel.Silo.Agents;

/// <summary>Lets through a number a second, and at once as many as one second's worth.</summary>
internal sealed class TokenBucket(int perSecond, TimeProvider time)
{
    private readonly Lock gate = new();
    private double tokens = perSecond;
    private long last = time.GetTimestamp();

    public bool TryTake()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(perSecond, tokens + perSecond * time.GetElapsedTime(last, now).TotalSeconds);
            last = now;
            if (tokens < 1)
                return false;
            tokens--;
            return true;
        }
    }
}
