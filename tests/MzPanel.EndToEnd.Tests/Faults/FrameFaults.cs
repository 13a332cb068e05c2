namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>What becomes of one frame.</summary>
internal enum FrameFate
{
    Pass,
    Drop,
    Duplicate,
    Swap,
    Delay,
}

/// <summary>
/// Decides by a seed about the frames of one direction of one connection. A line's first words, <c>hello</c> and
/// <c>welcome</c>, may be lost like any other, but there is only one of them and nothing comes before it.
/// </summary>
internal sealed class FrameFaults(int seed, Func<double> share)
{
    private readonly Random random = new(seed);

    public FrameFate Next(string type)
    {
        var (roll, kind) = (random.NextDouble(), random.Next(4));
        if (roll >= share())
            return FrameFate.Pass;
        var fate = (FrameFate)(kind + 1);
        return type is "hello" or "welcome" && fate is FrameFate.Duplicate or FrameFate.Swap ? FrameFate.Pass : fate;
    }

    public TimeSpan Delay() => TimeSpan.FromMilliseconds(random.Next(5, 200));
}
