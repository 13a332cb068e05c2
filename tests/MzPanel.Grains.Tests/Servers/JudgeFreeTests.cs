using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>When nothing is judged from silence (delivery.md, "Silence", "judge-free").</summary>
public sealed class JudgeFreeTests
{
    private readonly FakeTimeProvider time = new();
    private readonly DeliveryOptions options = new();
    private readonly JudgeFree judge;

    public JudgeFreeTests() => judge = new JudgeFree(options, time);

    [Fact]
    public void For_five_minutes_after_a_start_it_covers_who_has_not_connected_since()
    {
        var started = time.GetUtcNow();

        Assert.True(judge.Covers(null));
        Assert.True(judge.Covers(started.AddTicks(-1)));
        Assert.False(judge.Covers(started));

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.True(judge.Covers(null));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.False(judge.Covers(null));
    }

    [Fact]
    public void The_time_can_be_set()
    {
        options.JudgeFreeMinutes = 0;

        Assert.False(judge.Covers(null));
    }

    [Fact]
    public void Storage_that_came_back_starts_it_anew()
    {
        Quiet();
        var before = time.GetUtcNow().AddSeconds(-1);

        judge.StorageRecovered();

        Assert.True(judge.Covers(before));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(judge.Covers(before));
    }

    [Theory]
    [InlineData(100, 30, false)]
    [InlineData(100, 31, true)]
    [InlineData(1000, 300, false)]
    [InlineData(1000, 301, true)]
    [InlineData(20, 19, false)]
    [InlineData(20, 20, true)]
    [InlineData(66, 19, false)]
    [InlineData(66, 20, true)]
    [InlineData(67, 20, false)]
    public void More_than_30_percent_and_at_least_20_within_a_minute_start_it(int linked, int dropped, bool expected)
    {
        Link(linked);
        Quiet();
        var connected = time.GetUtcNow().AddHours(-1);

        for (var i = 0; i < dropped; i++)
        {
            judge.Dropped($"srv_{i}");
            time.Advance(TimeSpan.FromSeconds(59.0 / dropped));
        }

        Assert.Equal(expected, judge.Covers(connected));
    }

    [Fact]
    public void The_same_number_over_a_longer_time_is_everyday_life()
    {
        Link(100);
        Quiet();
        for (var i = 0; i < 60; i++)
        {
            judge.Dropped($"srv_{i}");
            time.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.False(judge.Covers(null));
    }

    [Fact]
    public void Sockets_the_silo_ended_itself_are_no_drops()
    {
        Link(100);
        Quiet();
        for (var i = 0; i < 100; i++)
            judge.Moved($"srv_{i}");

        Assert.False(judge.Covers(null));
    }

    [Fact]
    public void Who_dropped_in_the_wave_is_covered_and_who_came_back_is_judged_again()
    {
        Link(100);
        Quiet();
        var connected = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 60; i++)
            judge.Dropped($"srv_{i}");

        Assert.True(judge.Covers(connected));
        Assert.False(judge.Covers(time.GetUtcNow().AddSeconds(3)));
    }

    [Fact]
    public void A_second_wave_starts_it_again()
    {
        Link(200);
        Quiet();
        for (var i = 0; i < 61; i++)
            judge.Dropped($"srv_{i}");
        time.Advance(TimeSpan.FromMinutes(4));
        for (var i = 61; i < 122; i++)
            judge.Dropped($"srv_{i}");
        time.Advance(TimeSpan.FromMinutes(4));

        Assert.True(judge.Covers(null));
    }

    [Fact]
    public void A_few_agents_that_drop_again_and_again_are_still_a_few()
    {
        Link(30);
        Quiet();
        for (var i = 0; i < 4; i++)
            for (var again = 0; again < 6; again++)
            {
                judge.Dropped($"srv_{i}");
                judge.Linked($"srv_{i}");
            }

        Assert.False(judge.Covers(null));
    }

    [Fact]
    public void Agents_that_came_back_at_once_dropped_all_the_same()
    {
        Link(100);
        Quiet();
        var connected = time.GetUtcNow().AddHours(-1);
        for (var i = 0; i < 31; i++)
        {
            judge.Dropped($"srv_{i}");
            judge.Linked($"srv_{i}");
        }

        Assert.True(judge.Covers(connected));
    }

    [Fact]
    public void Sockets_that_moved_to_another_silo_are_no_part_of_the_whole()
    {
        Link(1000);
        Quiet();
        for (var i = 40; i < 1000; i++)
            judge.Moved($"srv_{i}");
        for (var i = 0; i < 20; i++)
            judge.Dropped($"srv_{i}");

        Assert.True(judge.Covers(null));
    }

    [Fact]
    public async Task Many_sockets_may_drop_at_once()
    {
        Link(4000);
        Quiet();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(quarter => Task.Run(() =>
        {
            for (var i = quarter * 1000; i < (quarter + 1) * 1000; i++)
                judge.Dropped($"srv_{i}");
        })));

        Assert.True(judge.Covers(null));
    }

    private void Link(int agents)
    {
        for (var i = 0; i < agents; i++)
            judge.Linked($"srv_{i}");
    }

    /// <summary>The judge-free time of the start is over.</summary>
    private void Quiet() => time.Advance(TimeSpan.FromHours(1));
}
