using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>The mailbox between a socket and its grain (I10: it stays within its bound).</summary>
public sealed class LocalLinkTests
{
    private readonly LocalLink link = new("wks", epoch: 5);

    [Fact]
    public void A_heartbeat_is_the_latest_and_waits_to_be_folded_once()
    {
        Assert.True(link.TryHand(At(1)));
        Assert.True(link.TryHand(At(2)));

        Assert.Equal((2, 2), (link.Latest!.At, link.SeenAt));
        Assert.Equal([1, 2], link.Drain().Select(b => b.At));
        Assert.Empty(link.Drain());
        Assert.Equal(2, link.Latest.At);
    }

    [Fact]
    public void A_mere_sign_of_life_counts_as_seen_and_keeps_the_metrics()
    {
        link.TryHand(At(1));
        link.TryHand(new Beat(9, null));

        Assert.Equal((1, 9), (link.Latest!.At, link.SeenAt));
        Assert.Single(link.Drain());
    }

    [Fact]
    public void A_grain_that_does_not_look_costs_no_more_than_64_heartbeats()
    {
        for (var at = 1; at <= 10_000; at++)
            link.TryHand(At(at));

        Assert.Equal(10_000, link.Latest!.At);
        Assert.Equal(64, link.Drain().Count());
        link.TryHand(At(10_001));
        Assert.Equal([10_001], link.Drain().Select(b => b.At));
    }

    [Fact]
    public void A_grain_that_believes_the_server_silent_is_woken_by_a_call_and_the_beat_is_kept()
    {
        link.WantsCall = true;

        Assert.False(link.TryHand(At(1)));
        Assert.Equal((1, 1), (link.Latest!.At, link.SeenAt));

        link.WantsCall = false;
        Assert.True(link.TryHand(At(2)));
    }

    [Fact]
    public void Before_the_first_sign_of_life_it_says_so()
    {
        Assert.Equal(0, link.SeenAt);
        Assert.Null(link.Latest);
    }

    private static Beat At(long at) => new(at, []);
}
