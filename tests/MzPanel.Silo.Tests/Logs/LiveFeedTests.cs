using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Jobs;
using MzPanel.Silo.Logs;

namespace MzPanel.Silo.Tests.Logs;

public sealed class LiveFeedTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void News_come_out_in_the_order_they_came_in()
    {
        var feed = new LiveFeed();
        for (var i = 1; i <= 3; i++)
            feed.Offer(new JobNews { CommandId = "c", FirstSeq = i, Count = 1, Bytes = [1] });

        for (var i = 1; i <= 3; i++)
            Assert.True(feed.TryTake(out var news) && news.FirstSeq == i);
        Assert.False(feed.TryTake(out _));
        Assert.False(feed.TakeDropped());
    }

    [Fact]
    public void A_viewer_that_does_not_read_holds_no_more_than_the_bound_and_is_told_that_something_is_missing()
    {
        var feed = new LiveFeed(maxBytes: 10_000);
        for (var i = 0; i < 1000; i++)
        {
            feed.Offer(new JobNews { CommandId = "c", FirstSeq = i, Count = 1, Bytes = new byte[900] });
            Assert.InRange(feed.Bytes, 0, 10_000);
        }

        Assert.True(feed.TakeDropped());
        Assert.False(feed.TakeDropped());
    }

    [Fact]
    public void Taking_everything_gives_all_room_back()
    {
        var feed = new LiveFeed(maxBytes: 2000);
        for (var i = 0; i < 100; i++)
        {
            feed.Offer(new JobNews { CommandId = "c", Bytes = new byte[500] });
            Assert.True(feed.TryTake(out _));
        }

        Assert.Equal(0, feed.Bytes);
        Assert.False(feed.TakeDropped());
    }

    [Fact]
    public async Task Waiting_ends_with_news()
    {
        var feed = new LiveFeed();
        var wait = feed.WaitAsync(Long, new FakeTimeProvider(), TestContext.Current.CancellationToken);

        Assert.False(wait.IsCompleted);
        feed.Offer(new JobNews());

        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Waiting_ends_with_the_time()
    {
        var (feed, time) = (new LiveFeed(), new FakeTimeProvider());
        var wait = feed.WaitAsync(TimeSpan.FromSeconds(2), time, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(2));

        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Waiting_ends_with_the_viewer()
    {
        using var gone = new CancellationTokenSource();
        var wait = new LiveFeed().WaitAsync(Long, new FakeTimeProvider(), gone.Token);

        await gone.CancelAsync();

        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
