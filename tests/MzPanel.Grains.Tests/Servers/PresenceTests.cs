using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>When a server counts as offline (delivery.md, "Silence", "server offline").</summary>
public sealed class PresenceTests
{
    private const long T0 = 1_750_000_000_000;
    private readonly Presence presence = new(offlineSeconds: 90);

    [Fact]
    public void A_server_that_was_never_seen_is_not_offline_but_pending()
    {
        Assert.Null(presence.OfflineAt);
        Assert.Null(presence.LastContact);
        Assert.False(presence.Linked);
    }

    [Fact]
    public void Ninety_seconds_without_any_frame_are_offline_though_the_link_looks_alive()
    {
        presence.Attached(T0);
        presence.Seen(T0 + 30_000);

        Assert.True(presence.Linked);
        Assert.Equal(T0 + 120_000, presence.OfflineAt);
    }

    [Fact]
    public void A_frame_that_is_told_late_takes_no_time_back()
    {
        presence.Attached(T0);
        presence.Seen(T0 + 30_000);
        presence.Seen(T0 + 10_000);

        Assert.Equal(T0 + 30_000, presence.LastContact);
    }

    [Theory]
    [InlineData(90, 10_000)]
    [InlineData(10, 10_000)]
    [InlineData(2, 2_000)]
    [InlineData(3600, 10_000)]
    public void A_link_that_breaks_on_a_healthy_silo_has_ten_seconds_or_less_for_a_new_one(int offlineSeconds, long grace)
    {
        var server = new Presence(offlineSeconds);
        server.Attached(T0);
        server.Detached(T0 + 5_000, bySilo: false);

        Assert.True(server.BrokenLink);
        Assert.False(server.Linked);
        Assert.Equal(T0 + 5_000 + grace, server.OfflineAt);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(2)]
    [InlineData(3600)]
    public void A_link_that_the_silo_ended_itself_has_the_whole_time(int offlineSeconds)
    {
        var server = new Presence(offlineSeconds);
        server.Attached(T0);
        server.Detached(T0 + 5_000, bySilo: true);

        Assert.False(server.BrokenLink);
        Assert.False(server.Linked);
        Assert.Equal(T0 + 5_000 + offlineSeconds * 1000L, server.OfflineAt);
    }

    [Fact]
    public void A_new_link_makes_up_for_the_broken_one()
    {
        presence.Attached(T0);
        presence.Detached(T0 + 5_000, bySilo: false);
        presence.Attached(T0 + 9_000);

        Assert.False(presence.BrokenLink);
        Assert.True(presence.Linked);
        Assert.Equal(T0 + 99_000, presence.OfflineAt);
    }

    [Fact]
    public void A_late_frame_of_the_broken_link_is_no_new_link()
    {
        presence.Attached(T0);
        presence.Detached(T0 + 5_000, bySilo: false);
        presence.Seen(T0 + 6_000);

        Assert.Equal(T0 + 15_000, presence.OfflineAt);
    }

    [Fact]
    public void A_broken_link_after_one_the_silo_ended_counts_as_broken()
    {
        presence.Attached(T0);
        presence.Detached(T0 + 1_000, bySilo: true);
        presence.Attached(T0 + 2_000);
        presence.Detached(T0 + 3_000, bySilo: false);

        Assert.Equal(T0 + 13_000, presence.OfflineAt);
    }

    [Fact]
    public void A_link_lost_with_its_silo_has_the_whole_time_from_when_another_takes_over()
    {
        presence.Recall(T0 - 89_000, T0);

        Assert.Equal(T0 + 90_000, presence.OfflineAt);
        Assert.Equal(T0 - 89_000, presence.LastContact);
        presence.Attached(T0 + 5_000);
        Assert.Equal(T0 + 95_000, presence.OfflineAt);
    }

    [Fact]
    public void A_server_the_records_never_saw_stays_pending()
    {
        presence.Recall(null, T0);

        Assert.Null(presence.OfflineAt);
    }
}
