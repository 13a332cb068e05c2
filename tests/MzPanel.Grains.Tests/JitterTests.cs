namespace MzPanel.Grains.Tests;

public sealed class JitterTests
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    [Fact]
    public void It_spreads_over_the_whole_span_and_never_beyond()
    {
        var jitter = new Jitter(new Random(1));
        var waits = Enumerable.Range(0, 10_000).Select(_ => jitter.Between(Least, Most)).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, Least, Most));
        Assert.True(waits.Min() < TimeSpan.FromSeconds(6) && waits.Max() > TimeSpan.FromSeconds(59));
    }

    [Fact]
    public void The_same_seed_gives_the_same_times()
    {
        var (one, other) = (new Jitter(new Random(7)), new Jitter(new Random(7)));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(one.Between(Least, Most), other.Between(Least, Most)));
    }

    [Fact]
    public async Task Many_may_ask_at_once()
    {
        var jitter = new Jitter(new Random(1));

        var waits = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 20_000).Select(_ => jitter.Between(Least, Most)).ToList())));

        // A Random that was raced gives zeros for ever.
        Assert.All(waits, mine => Assert.True(mine.Distinct().Count() > 19_000));
    }
}
