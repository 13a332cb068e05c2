using Microsoft.Extensions.Time.Testing;
using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Tests.Agents;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_second_s_worth_passes_at_once_and_then_as_many_a_second()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(10, int.MaxValue, time);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => bucket.TryTake()));
        time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(3, Enumerable.Range(0, 50).Count(_ => bucket.TryTake()));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => bucket.TryTake()));
    }

    [Fact]
    public void A_burst_is_cut_where_that_is_asked_for()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(100, 5, time);
        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => bucket.TryTake()));
        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(2, Enumerable.Range(0, 50).Count(_ => bucket.TryTake()));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Enumerable.Range(0, 50).Count(_ => bucket.TryTake()));
    }
}
