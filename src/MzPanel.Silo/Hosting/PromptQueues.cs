using System.Collections.Concurrent;
using Orleans.Providers;
using Orleans.Streams;

namespace MzPanel.Silo.Hosting;

/// <summary>
/// The queues of memory streams, with a bell each: on a silo that is alone, whoever reads a queue sleeps until something is put into
/// it, instead of asking 40 times a second whether something was. That asking was half of what an idle silo cost.
/// </summary>
internal sealed class PromptQueues(IQueueAdapterFactory memory, ISiloStatusOracle silos, TimeProvider time) : IQueueAdapterFactory
{
    public static IQueueAdapterFactory Create(IServiceProvider services, string name) => new PromptQueues(
        MemoryAdapterFactory<DefaultMemoryMessageBodySerializer>.Create(services, name), services.GetRequiredService<ISiloStatusOracle>(),
        services.GetRequiredService<TimeProvider>());

    public async Task<IQueueAdapter> CreateAdapter() => new PromptAdapter(await memory.CreateAdapter(CancellationToken.None), memory.GetStreamQueueMapper(), IsAlone, time);

    public IQueueAdapterCache GetQueueAdapterCache() => memory.GetQueueAdapterCache();

    public IStreamQueueMapper GetStreamQueueMapper() => memory.GetStreamQueueMapper();

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => memory.GetDeliveryFailureHandler(queueId);

    // A silo that comes puts its news into a queue without a bell here; who sleeps then looks within the time limit.
    private bool IsAlone() => silos.GetApproximateSiloStatuses(onlyActive: true).Count <= 1;
}

/// <summary>Puts news into the queues and rings.</summary>
internal sealed class PromptAdapter(IQueueAdapter memory, IStreamQueueMapper queues, Func<bool> isAlone, TimeProvider time) : IQueueAdapter
{
    private readonly ConcurrentDictionary<QueueId, Live.Signal> bells = new();

    public string Name => memory.Name;

    public bool IsRewindable => memory.IsRewindable;

    public StreamProviderDirection Direction => memory.Direction;

    public async Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        await memory.QueueMessageBatchAsync(streamId, events, token, requestContext);
        Bell(queues.GetQueueForStream(streamId)).Set();
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => new PromptReceiver(memory.CreateReceiver(queueId), Bell(queueId), isAlone, time);

    private Live.Signal Bell(QueueId queue) => bells.GetOrAdd(queue, _ => new());
}
