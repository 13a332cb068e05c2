namespace MzPanel.Grains.Limits;

/// <summary>
/// So many a minute, refilled evenly, and as many at once after a minute's pause. What others took may put it into debt, though
/// not so deep that one would wait long. Not safe for concurrent use.
/// </summary>
public sealed class RateBucket(int perMinute, TimeProvider time)
{
    // A second's worth; a few more where a second's worth is less than what several silos may let through at the same moment.
    private const double LeastDebt = 10;
    private const double Rounding = 1e-6;
    private readonly double mostDebt = Math.Max(LeastDebt, perMinute / 60.0);
    private double level = perMinute;
    private long last = time.GetTimestamp();

    /// <summary>What is left now; negative in debt.</summary>
    public double Level
    {
        get
        {
            var now = time.GetTimestamp();
            level = Math.Min(perMinute, level + time.GetElapsedTime(last, now).TotalMinutes * perMinute);
            last = now;
            return level;
        }
    }

    /// <summary>Whether nothing of it is in use.</summary>
    public bool IsFull => Level + Rounding >= perMinute;

    /// <summary>Takes one, where there is one.</summary>
    public bool TryTake()
    {
        if (Level + Rounding < 1)
            return false;
        level--;
        return true;
    }

    /// <summary>Takes what was used already.</summary>
    public void Take(int count) => level = Math.Max(Level - count, -mostDebt);

    /// <summary>Learns that less is left.</summary>
    public void Lower(double to) => level = Math.Max(Math.Min(Level, to), -mostDebt);
}
