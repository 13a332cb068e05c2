namespace MzPanel.Grains;

/// <summary>Randomness as an argument: tests seed it. Safe for concurrent use.</summary>
public sealed class Jitter(Random random)
{
    private readonly Lock gate = new();

    /// <summary>A duration between two others.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
    {
        lock (gate)
            return least + random.NextDouble() * (most - least);
    }
}
