using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Limits;

namespace MzPanel.Grains.Tests.Limits;

public sealed class RateBucketTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(60), InlineData(1200), InlineData(7), InlineData(999)]
    public void A_minutes_worth_goes_at_once_then_so_many_as_time_brings(int perMinute)
    {
        var bucket = new RateBucket(perMinute, time);

        Assert.Equal(perMinute, Takes(bucket));
        for (var i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1.0 / perMinute));
            time.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(1, Takes(bucket));
        }
    }

    [Fact]
    public void After_a_second_there_is_always_a_seconds_worth()
    {
        var bucket = new RateBucket(1200, time);
        Takes(bucket);

        for (var i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(20, Takes(bucket));
        }
    }

    [Fact]
    public void Debt_is_at_most_a_seconds_worth()
    {
        var bucket = new RateBucket(1200, time);
        bucket.Take(100_000);
        Assert.Equal(-20, bucket.Level);

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(20, Takes(bucket));
    }

    [Fact]
    public void It_learns_that_less_is_left_and_never_that_more_is()
    {
        var bucket = new RateBucket(60, time);
        bucket.Lower(3);
        bucket.Lower(50);
        Assert.Equal((3, false), (Takes(bucket), bucket.IsFull));

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(bucket.IsFull);
    }

    private static int Takes(RateBucket bucket)
    {
        var taken = 0;
        while (bucket.TryTake())
            taken++;
        return taken;
    }
}
