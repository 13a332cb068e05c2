using System.Text;
using MzPanel.Silo.Live;

namespace MzPanel.Silo.Tests.Live;

public sealed class MetricsBoardTests
{
    private readonly MetricsBoard board = new();

    [Fact]
    public void A_slow_viewer_skips_some_and_sees_the_newest_of_each_server_in_the_order_they_came()
    {
        Put("srv_a", 1, "a1");
        Put("srv_b", 1, "b1");
        Put("srv_a", 2, "a2");
        Assert.Equal(["b1", "a2"], Shown(0));
        Assert.Equal(["a2"], Shown(2));
        Assert.Empty(Shown(board.Version));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void The_same_again_or_an_older_one_changes_nothing(long at)
    {
        Put("srv_a", 5, "first");
        var before = board.Version;
        Put("srv_a", at, "late");
        Assert.Equal(["first"], Shown(0));
        Assert.Equal(before, board.Version);
    }

    [Fact]
    public void What_cannot_be_shown_leaves_what_was_shown_last()
    {
        Put("srv_a", 5, "first");
        board.Put("srv_a", 6, () => null);
        Assert.Equal(["first"], Shown(0));
    }

    private void Put(string server, long at, string text) => board.Put(server, at, () => Encoding.UTF8.GetBytes(text));

    private List<string> Shown(long seen) => [.. board.Since(seen).Select(entry => Encoding.UTF8.GetString(entry.Data))];
}
