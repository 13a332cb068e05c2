using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>More than 6 epochs in 60 s (delivery.md, "The fence").</summary>
public sealed class FlapGuardTests
{
    private readonly FlapGuard guard = new();

    [Fact]
    public void Six_connections_in_a_minute_are_welcome_and_the_seventh_is_not()
    {
        Assert.All(Enumerable.Range(0, 6), i => Assert.True(guard.TryAccept(i * 9_000)));
        Assert.False(guard.TryAccept(59_999));
    }

    [Fact]
    public void It_counts_on_after_a_move_to_another_silo()
    {
        for (var i = 0; i < 6; i++)
            guard.TryAccept(i);
        Assert.True(guard.ShouldSay(7));
        var moved = FlapGuard.Of(guard.Carry());
        Assert.False(moved.TryAccept(8));
        Assert.False(moved.ShouldSay(8));
        Assert.True(moved.TryAccept(60_000));
    }

    [Fact]
    public void A_clock_that_is_set_back_locks_nobody_out()
    {
        for (var i = 0; i < 6; i++)
            guard.TryAccept(3_600_000 + i);
        Assert.True(guard.TryAccept(0));
    }

    [Fact]
    public void The_window_slides()
    {
        foreach (var at in new[] { 0, 10_000, 20_000, 30_000, 40_000, 50_000 })
            guard.TryAccept(at);

        Assert.True(guard.TryAccept(60_000));
        Assert.False(guard.TryAccept(69_999));
        Assert.True(guard.TryAccept(70_000));
    }

    [Fact]
    public void A_connection_that_was_refused_raised_no_epoch_and_does_not_count()
    {
        for (var at = 0; at < 6; at++)
            guard.TryAccept(at);
        for (var at = 100; at < 60_000; at += 100)
            Assert.False(guard.TryAccept(at));

        Assert.True(guard.TryAccept(60_000));
    }

    [Fact]
    public void The_event_is_said_once_a_minute()
    {
        Assert.True(guard.ShouldSay(0));
        Assert.False(guard.ShouldSay(59_999));
        Assert.True(guard.ShouldSay(60_000));
        Assert.False(guard.ShouldSay(60_001));
    }
}
