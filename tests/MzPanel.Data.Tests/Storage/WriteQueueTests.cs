using MzPanel.Data.Storage;

namespace MzPanel.Data.Tests.Storage;

public sealed class WriteQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<PendingWrite> group = [];

    private static PendingOp Op(int bytes = 0) => new([new Statement("", ("payload", new byte[bytes]))]);

    private static Task EnqueueAsync(WriteQueue queue, PendingWrite write, CancellationToken ct = default) =>
        queue.EnqueueAsync(write, ct);

    [Fact]
    public async Task It_holds_as_many_as_it_may_and_lets_the_next_in_when_one_leaves()
    {
        var queue = new WriteQueue(2, long.MaxValue, () => { });
        Assert.True(EnqueueAsync(queue, Op()).IsCompletedSuccessfully);
        Assert.True(EnqueueAsync(queue, Op()).IsCompletedSuccessfully);
        var third = EnqueueAsync(queue, Op());
        Assert.False(third.IsCompleted);
        Assert.Equal(2, queue.Count);

        queue.Take(group, most: 1, long.MaxValue);
        Assert.Equal(2, queue.Count);
        await third.WaitAsync(Patience);
    }

    [Fact]
    public async Task It_is_bounded_in_bytes_but_takes_a_large_one_when_empty()
    {
        var queue = new WriteQueue(100, 1_000, () => { });
        Assert.True(EnqueueAsync(queue, Op(5_000)).IsCompletedSuccessfully);
        var second = EnqueueAsync(queue, Op(1));
        Assert.False(second.IsCompleted);
        queue.Take(group, 512, 100);
        Assert.Single(group);
        await second.WaitAsync(Patience);
    }

    [Fact]
    public void A_group_ends_where_the_next_would_exceed_its_bytes()
    {
        var queue = new WriteQueue(100, long.MaxValue, () => { });
        for (var i = 0; i < 4; i++)
            Assert.True(EnqueueAsync(queue, Op(400)).IsCompletedSuccessfully);
        queue.Take(group, 512, mostBytes: 1_000);
        Assert.Equal(2, group.Count);
    }

    [Fact]
    public async Task Who_gives_up_in_line_leaves_no_trace_and_blocks_nobody()
    {
        var queue = new WriteQueue(1, long.MaxValue, () => { });
        using var cancelled = new CancellationTokenSource();
        await EnqueueAsync(queue, Op());
        var given = EnqueueAsync(queue, Op(), cancelled.Token);
        var patient = EnqueueAsync(queue, Op());
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        queue.Take(group, 1, long.MaxValue);
        await patient.WaitAsync(Patience);
        queue.Take(group, 512, long.MaxValue);
        Assert.Equal(2, group.Count);
    }

    [Fact]
    public async Task Those_in_line_come_in_first_come_first_served()
    {
        var queue = new WriteQueue(1, long.MaxValue, () => { });
        var ops = Enumerable.Range(0, 5).Select(_ => Op()).ToArray();
        var places = ops.Select(op => EnqueueAsync(queue, op)).ToArray();
        for (var i = 0; i < ops.Length; i++)
            queue.Take(group, i + 1, long.MaxValue);
        await Task.WhenAll(places).WaitAsync(Patience);
        Assert.Equal(ops, group);
    }

    [Fact]
    public async Task Work_of_its_own_transaction_stands_alone()
    {
        var queue = new WriteQueue(100, long.MaxValue, () => { });
        await EnqueueAsync(queue, Op());
        await EnqueueAsync(queue, new PendingWork<int>((_, _, _) => Task.FromResult(1), default));
        await EnqueueAsync(queue, Op());
        foreach (var expected in new[] { typeof(PendingOp), typeof(PendingWork<int>), typeof(PendingOp) })
        {
            group.Clear();
            queue.Take(group, 512, long.MaxValue);
            Assert.IsType(expected, Assert.Single(group));
        }
    }

    [Fact]
    public async Task Who_is_out_of_patience_with_a_queued_write_knows_that_it_was_not_done()
    {
        var op = Op();
        var fault = await Assert.ThrowsAsync<StorageException>(() => op.OutcomeAsync(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(StorageFault.Unavailable, fault.Fault);
        Assert.False(op.TryStart());
    }

    [Fact]
    public async Task Who_is_out_of_patience_with_a_started_write_knows_that_it_does_not_know()
    {
        var op = Op();
        Assert.True(op.TryStart());
        var fault = await Assert.ThrowsAsync<StorageException>(() => op.OutcomeAsync(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(StorageFault.OutcomeUnknown, fault.Fault);
    }
}
