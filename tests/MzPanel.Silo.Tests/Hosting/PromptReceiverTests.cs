using Microsoft.Extensions.Time.Testing;
using MzPanel.Silo.Hosting;
using MzPanel.Silo.Live;
using Orleans.Streams;

namespace MzPanel.Silo.Tests.Hosting;

public sealed class PromptReceiverTests
{
    private readonly CountedQueue queue = new();
    private readonly Signal bell = new();
    private readonly FakeTimeProvider time = new();
    private bool alone = true;

    [Fact]
    public async Task An_empty_queue_is_not_asked_again_before_the_bell()
    {
        var reading = ReadAsync();
        Assert.Equal((false, 1), (reading.IsCompleted, queue.Asked));
        queue.Put();
        bell.Set();

        Assert.Single(await reading);
    }

    [Fact]
    public async Task News_that_come_while_nobody_reads_are_not_slept_over()
    {
        queue.Put();
        bell.Set();

        Assert.Single(await ReadAsync());
        Assert.Equal(1, queue.Asked);
    }

    [Fact]
    public async Task A_bell_for_what_was_read_already_costs_a_look_and_no_more()
    {
        queue.Put();
        bell.Set();
        Assert.Single(await ReadAsync());

        Assert.Empty(await ReadAsync());
        Assert.Equal(3, queue.Asked);
    }

    [Fact]
    public async Task Nobody_sleeps_beside_other_silos_whose_news_ring_no_bell_here()
    {
        alone = false;

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task A_silo_that_has_just_come_is_heard_within_a_second()
    {
        var reading = ReadAsync();
        queue.Put();

        time.Advance(PromptReceiver.LongestSleep);

        Assert.Single(await reading);
    }

    [Fact]
    public async Task The_end_of_the_silo_wakes_who_sleeps()
    {
        using var end = new CancellationTokenSource();
        var reading = Receiver().GetQueueMessagesAsync(10, end.Token);

        await end.CancelAsync();

        Assert.Empty(await reading.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private PromptReceiver Receiver() => new(queue, bell, () => alone, time);

    private Task<IList<IBatchContainer>> ReadAsync() =>
        Receiver().GetQueueMessagesAsync(10, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    private sealed class CountedQueue : IQueueAdapterReceiver
    {
        private List<IBatchContainer> waiting = [];

        public int Asked { get; private set; }

        public void Put() => waiting.Add(new Batch());

        public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

        public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
        {
            Asked++;
            (var news, waiting) = (waiting, []);
            return Task.FromResult<IList<IBatchContainer>>(news);
        }

        public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

        public Task Shutdown(TimeSpan timeout) => Task.CompletedTask;
    }

    private sealed class Batch : IBatchContainer
    {
        public StreamId StreamId => StreamId.Create("job", "job_1");

        public StreamSequenceToken SequenceToken => null!;

        public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [];

        public bool ImportRequestContext() => false;
    }
}
