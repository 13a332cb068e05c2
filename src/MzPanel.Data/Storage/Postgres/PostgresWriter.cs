using System.Threading.Channels;

namespace MzPanel.Data.Storage.Postgres;

/// <summary>One queue, one connection, one loop.</summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PostgresSession session;
    private readonly Pulse pulse;
    private readonly Task loop;

    public PostgresWriter(PostgresSession session, ITransactor transactor, Pulse pulse)
    {
        (this.session, this.pulse) = (session, pulse);
        Queue = new WriteQueue(WriteLimits.QueuedOps, WriteLimits.QueuedBytes, () => wake.Writer.TryWrite(true));
        Writer = new RecordWriter(Queue, transactor);
        loop = Task.Run(RunAsync);
    }

    public RecordWriter Writer { get; }

    internal WriteQueue Queue { get; }

    public async ValueTask DisposeAsync()
    {
        Queue.Close();
        wake.Writer.TryComplete();
        await loop;
        await session.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var taken = new List<PendingWrite>(WriteLimits.GroupOps);
        while (await wake.Reader.WaitToReadAsync())
        {
            wake.Reader.TryRead(out _);
            await DrainAsync(taken);
        }
        await DrainAsync(taken);
    }

    private async Task DrainAsync(List<PendingWrite> taken)
    {
        while (true)
        {
            taken.Clear();
            Queue.Take(taken, WriteLimits.GroupOps, WriteLimits.GroupBytes);
            if (taken.Count == 0)
                return;
            pulse.Beat();
            await GroupCommit.RunAsync(session, [.. taken.Cast<PendingOp>().OrderBy(op => op.Order, StringComparer.Ordinal)]);
            pulse.Rest();
        }
    }
}
