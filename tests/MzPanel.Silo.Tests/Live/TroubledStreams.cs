using Orleans.Providers;
using Orleans.Serialization.Invocation;

namespace MzPanel.Silo.Tests.Live;

/// <summary>What may happen to a message on its way through the volatile stream.</summary>
public enum Trouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>None arrives.</summary>
    AllLost,

    /// <summary>Every other one does not arrive.</summary>
    SomeLost,

    /// <summary>Each arrives twice.</summary>
    Doubled,

    /// <summary>Some arrive long after those that followed them.</summary>
    Late,
}

/// <summary>Does that to every message that a silo puts into the queues of the memory streams.</summary>
internal sealed class TroubledStreams(Trouble trouble) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(700);
    private int messages;

    /// <summary>How many messages it has seen.</summary>
    public int Messages => Volatile.Read(ref messages);

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.InterfaceMethod.DeclaringType == typeof(IMemoryStreamQueueGrain) && context.MethodName == nameof(IMemoryStreamQueueGrain.Enqueue)
            ? DeliverAsync(context, Interlocked.Increment(ref messages)) : context.Invoke();

    private async Task DeliverAsync(IOutgoingGrainCallContext context, int number)
    {
        if (trouble == Trouble.AllLost || trouble == Trouble.SomeLost && number % 2 == 0)
        {
            context.Response = Response.Completed;
            return;
        }
        if (trouble == Trouble.Late && number % 3 == 0)
            await Task.Delay(Delay, TimeProvider.System);
        await context.Invoke();
        if (trouble == Trouble.Doubled)
            await context.Invoke();
    }
}
