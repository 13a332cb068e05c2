using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

/// <summary>Heartbeats without a grain call, and only under the epoch of the socket (I5).</summary>
public sealed class LocalLinksTests
{
    private static readonly Beat Sign = new(1, []);
    private readonly LocalLinks links = new();

    [Fact]
    public void It_hands_over_to_the_grain_that_lives_here()
    {
        var link = Hold(epoch: 5);

        Assert.True(links.TryHand("srv_1", 5, Sign));
        Assert.Same(Sign, link.Latest);
    }

    [Fact]
    public void A_server_whose_grain_is_elsewhere_is_not_handed_over() => Assert.False(links.TryHand("srv_1", 5, Sign));

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void A_socket_of_another_epoch_changes_nothing(long epoch)
    {
        var link = Hold(epoch: 5);

        Assert.False(links.TryHand("srv_1", epoch, Sign));
        Assert.Null(link.Latest);
    }

    [Fact]
    public void A_newer_link_replaces_the_older_one()
    {
        var older = Hold(epoch: 5);
        var newer = Hold(epoch: 6);

        Assert.False(links.TryHand("srv_1", 5, Sign));
        Assert.True(links.TryHand("srv_1", 6, Sign));
        Assert.Null(older.Latest);
        Assert.Same(Sign, newer.Latest);
    }

    [Fact]
    public void A_late_goodbye_of_the_older_link_leaves_the_newer_one_alone()
    {
        var older = Hold(epoch: 5);
        Hold(epoch: 6);
        links.Release("srv_1", older);

        Assert.True(links.TryHand("srv_1", 6, Sign));
    }

    [Fact]
    public void A_grain_that_is_gone_is_noticed_at_the_next_heartbeat()
    {
        links.Release("srv_1", Hold(epoch: 5));

        Assert.False(links.TryHand("srv_1", 5, Sign));
    }

    private LocalLink Hold(long epoch)
    {
        var link = new LocalLink("wks", epoch);
        links.Hold("srv_1", link);
        return link;
    }
}
