using MzPanel.Silo.Live;

namespace MzPanel.Silo.Tests.Live;

public sealed class LiveWindowTests
{
    // An item without data counts 128 bytes: three fit.
    private readonly LiveWindow window = new(maxBytes: 400);

    public LiveWindowTests() => window.Restart(10);

    [Fact]
    public void What_follows_a_place_within_the_window_is_read_from_it()
    {
        window.Add(Items(11, 12, 13));
        Assert.Equal([12, 13], Read(11));
        Assert.Equal([11, 12, 13], Read(10));
        Assert.Empty(Read(13)!);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(14)]
    public void A_place_before_its_beginning_or_behind_its_end_is_for_the_records(long place)
    {
        window.Add(Items(11, 12, 13));
        Assert.Null(Read(place));
    }

    [Fact]
    public void The_oldest_fall_out_of_a_full_window_and_viewers_still_there_are_sent_to_the_records()
    {
        window.Add(Items(11, 12, 13, 14, 15));
        Assert.Null(Read(11));
        Assert.Equal([13, 14, 15], Read(12));
        Assert.Equal(3 * 128, window.Bytes);
    }

    [Fact]
    public void A_change_larger_than_the_window_is_not_held_and_not_skipped()
    {
        window.Add([new LiveItem { Seq = 11, Kind = "job", Data = new byte[500] }]);
        Assert.Null(Read(10));
        Assert.Empty(Read(11)!);
        Assert.Equal((11, 0), (window.Last, window.Bytes));
    }

    [Fact]
    public void A_new_beginning_forgets_what_was_held()
    {
        window.Add(Items(11, 12));
        window.Restart(40);
        Assert.Null(Read(11));
        window.Add(Items(41));
        Assert.Equal([41], Read(40));
    }

    private List<long>? Read(long after) => window.After(after)?.Select(item => item.Seq).ToList();

    private static IEnumerable<LiveItem> Items(params long[] numbers) => numbers.Select(seq => new LiveItem { Seq = seq, Kind = "job" });
}
