using MzPanel.Silo.Live;
using Orleans.Streams;

namespace MzPanel.Silo.Hosting;

/// <summary>Reads a queue; where it is empty and nobody else can fill it, the reading waits for the bell.</summary>
internal sealed class PromptReceiver(IQueueAdapterReceiver memory, Signal bell, Func<bool> isAlone, TimeProvider time) : IQueueAdapterReceiver
{
    /// <summary>How late the first news of a silo that has just joined may be.</summary>
    public static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    public Task Initialize(TimeSpan timeout) => memory.Initialize(timeout, CancellationToken.None);

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        var news = await memory.GetQueueMessagesAsync(maxCount, cancellationToken);
        if (news.Count > 0 || !isAlone())
            return news;
        await bell.WaitAsync(LongestSleep, time, cancellationToken);
        return await memory.GetQueueMessagesAsync(maxCount, cancellationToken);
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => memory.MessagesDeliveredAsync(messages, CancellationToken.None);

    public Task Shutdown(TimeSpan timeout) => memory.Shutdown(timeout, CancellationToken.None);
}
