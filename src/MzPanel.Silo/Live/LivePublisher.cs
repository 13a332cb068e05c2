using MzPanel.Grains.Live;

namespace MzPanel.Silo.Live;

/// <summary>Puts news onto the streams of workspaces, never waited for: what does not fit is lost, and viewers read the records.</summary>
internal sealed class LivePublisher(IClusterClient cluster, ILogger<LivePublisher> log)
{
    private const int MaxUnderWay = 64;
    private int underWay;

    public void Publish(string workspaceId, LiveNews news)
    {
        if (Interlocked.Increment(ref underWay) <= MaxUnderWay)
            _ = SendAsync(workspaceId, news);
        else
            Interlocked.Decrement(ref underWay);
    }

    private async Task SendAsync(string workspaceId, LiveNews news)
    {
        try
        {
            await cluster.GetStreamProvider(LiveNews.Provider).GetStream<LiveNews>(LiveNews.Of(workspaceId)).OnNextAsync(news);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException)
        {
            log.NewsLost(e, workspaceId);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}
