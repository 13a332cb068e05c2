using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using MzPanel.Data;
using MzPanel.Grains.Jobs;
using MzPanel.Silo.Live;
using MzPanel.Testing;

namespace MzPanel.Silo.Tests.Live;

public sealed class NewsWatchTests(Panel panel) : IClassFixture<Panel>
{
    private readonly StreamId stream = JobNews.Of(RecordId.New("job"));

    [Fact]
    public async Task Where_the_cluster_has_forgotten_who_listens_news_come_again_with_the_next_renewal()
    {
        var heard = new ConcurrentQueue<long>();
        await using var watch = new NewsWatch<JobNews>(
            stream, news => heard.Enqueue(news.FirstSeq), () => Task.CompletedTask, new NewsSource(panel.Service<IClusterClient>(), panel.Time, NullLogger.Instance));
        await watch.OpenAsync();
        await SayAsync(1, () => heard.Contains(1));

        foreach (var handle in await Stream.GetAllSubscriptionHandles())
            await handle.UnsubscribeAsync();
        await Until.Async(async () => (await Stream.GetAllSubscriptionHandles()).Count == 1, () => panel.Time.Advance(TimeSpan.FromSeconds(1)));

        await SayAsync(2, () => heard.Contains(2));
    }

    [Fact]
    public async Task The_lease_is_renewed_every_ten_seconds_and_not_after_the_end()
    {
        var renewals = 0;
        var watch = new NewsWatch<JobNews>(
            stream, _ => { }, () => Task.FromResult(Interlocked.Increment(ref renewals)), new NewsSource(panel.Service<IClusterClient>(), panel.Time, NullLogger.Instance));
        await watch.OpenAsync();
        Assert.Equal(1, renewals);
        await Until.Async(() => Task.FromResult(Volatile.Read(ref renewals) == 3), () => panel.Time.Advance(TimeSpan.FromSeconds(1)));

        await watch.DisposeAsync();

        Assert.Empty(await Stream.GetAllSubscriptionHandles());
    }

    private Orleans.Streams.IAsyncStream<JobNews> Stream => panel.Service<IClusterClient>().GetStreamProvider(JobNews.Provider).GetStream<JobNews>(stream);

    private async Task SayAsync(long number, Func<bool> isHeard)
    {
        await Stream.OnNextAsync(new JobNews { FirstSeq = number });
        await Until.Async(() => Task.FromResult(isHeard()), () => panel.Time.Advance(TimeSpan.FromMilliseconds(50)));
    }
}
