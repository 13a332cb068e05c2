using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

public sealed class TurnstileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task One_is_in_at_a_time_in_the_order_they_came()
    {
        var gate = new Turnstile(Limit, time);
        await gate.EnterAsync();
        var (second, third) = (gate.EnterAsync(), gate.EnterAsync());
        Assert.False(second.IsCompleted);
        gate.Leave();
        await second;
        Assert.False(third.IsCompleted);
        gate.Leave();
        await third;
        gate.Leave();
        await gate.EnterAsync();
    }

    [Fact]
    public async Task Who_waited_too_long_is_told_and_holds_up_nobody()
    {
        var gate = new Turnstile(Limit, time);
        await gate.EnterAsync();
        var impatient = gate.EnterAsync();
        time.Advance(Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => impatient);
        var next = gate.EnterAsync();
        gate.Leave();
        await next;
    }
}
