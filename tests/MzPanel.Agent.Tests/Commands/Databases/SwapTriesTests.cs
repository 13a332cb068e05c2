using Microsoft.Extensions.Time.Testing;
using MzPanel.Agent.Commands.Databases;
using MzPanel.Agent.Sites;

namespace MzPanel.Agent.Tests.Commands.Databases;

public sealed class SwapTriesTests
{
    private readonly FakeTimeProvider time = new();
    private int tries;

    [Theory, InlineData(0.0, 50), InlineData(1.0, 100)]
    public async Task The_next_try_waits_for_its_moment(double random, int firstMs)
    {
        var done = RunAsync(random, failures: 1);
        time.Advance(TimeSpan.FromMilliseconds(firstMs - 1));
        Assert.Equal((1, false), (tries, done.IsCompleted));

        time.Advance(TimeSpan.FromMilliseconds(1));
        await done;
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Pauses_double_up_to_two_seconds_and_in_the_end_the_fault_is_the_answer()
    {
        var done = RunAsync(random: 1, failures: int.MaxValue);
        var pauses = new List<double>();
        for (var known = 1; !done.IsCompleted; known = tries)
        {
            var waited = 0;
            for (; tries == known && !done.IsCompleted; waited += 100)
                time.Advance(TimeSpan.FromMilliseconds(100));
            pauses.Add(waited);
        }

        Assert.Equal([100, 200, 400, 800, 1600, 2000, 2000], pauses);
        Assert.Equal(SwapTries.Most, tries);
        Assert.Equal("busy", (await Assert.ThrowsAsync<SiteException>(() => done)).Code);
    }

    [Fact]
    public async Task Who_cancels_does_not_wait()
    {
        using var cancelled = new CancellationTokenSource();
        var done = RunAsync(random: 1, failures: 1, cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => done);
        Assert.Equal(1, tries);
    }

    // What follows a pause runs within the advance of the clock.
    private Task RunAsync(double random, int failures, CancellationToken cancelled = default) => new SwapTries(time, () => random).RunAsync(_ =>
        ++tries <= failures ? Task.FromException(new SiteException("busy", "Somebody is connected.")) : Task.CompletedTask, cancelled);
}
