using MzPanel.Silo.Agents;

namespace MzPanel.Silo.Tests.Agents;

public sealed class WorkQueueTests
{
    [Fact]
    public async Task Items_are_worked_off_one_at_a_time_in_order()
    {
        var seen = new List<int>();
        var atOnce = 0;
        var queue = new WorkQueue<int>(1000, async item =>
        {
            Assert.Equal(1, Interlocked.Increment(ref atOnce));
            await Task.Yield();
            seen.Add(item);
            Interlocked.Decrement(ref atOnce);
        });
        for (var i = 0; i < 100; i++)
            Assert.True(queue.TryAdd(i, 1));
        await queue.WhenIdle();
        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact]
    public async Task It_goes_on_without_the_scheduler_of_who_put_an_item_in()
    {
        var grain = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var (open, busy) = (new TaskCompletionSource(), new TaskCompletionSource());
        var queue = new WorkQueue<int>(100, async _ => await open.Task.ConfigureAwait(false));
        await Task.Factory.StartNew(() => queue.TryAdd(1, 1) && queue.TryAdd(2, 1), CancellationToken.None, TaskCreationOptions.None, grain);
        var held = Task.Factory.StartNew(busy.Task.Wait, CancellationToken.None, TaskCreationOptions.LongRunning, grain);
        open.SetResult();
        await queue.WhenIdle().WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System);
        busy.SetResult();
        await held;
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_until_something_is_done()
    {
        var open = new TaskCompletionSource();
        var queue = new WorkQueue<int>(100, async _ => await open.Task);
        Assert.True(queue.TryAdd(1, 60));
        Assert.False(queue.TryAdd(2, 60));
        Assert.True(queue.TryAdd(3, 40));
        open.SetResult();
        await queue.WhenIdle();
        Assert.True(queue.TryAdd(4, 100));
    }

    [Fact]
    public async Task Clearing_forgets_what_waits_and_frees_its_room()
    {
        var open = new TaskCompletionSource();
        var seen = new List<int>();
        var queue = new WorkQueue<int>(100, async item =>
        {
            await open.Task;
            seen.Add(item);
        });
        queue.TryAdd(1, 50);
        queue.TryAdd(2, 50);
        queue.Clear();
        Assert.True(queue.TryAdd(3, 50));
        open.SetResult();
        await queue.WhenIdle();
        Assert.Equal([1, 3], seen);
    }
}
