using Microsoft.Extensions.Time.Testing;
using MzPanel.Grains.Jobs;

namespace MzPanel.Grains.Tests.Jobs;

public class NewsPaceTests
{
    private readonly FakeTimeProvider time = new();
    private readonly NewsPace pace;

    public NewsPaceTests() => pace = new NewsPace(time);

    [Fact]
    public void What_a_person_can_follow_is_carried()
    {
        for (var window = 0; window < 10; window++)
        {
            Assert.True(pace.TryTake(NewsPace.MostBytes / 2));
            Assert.True(pace.TryTake(NewsPace.MostBytes / 2));
            time.Advance(NewsPace.Window);
        }
    }

    [Fact]
    public void What_exceeds_the_window_is_not()
    {
        Assert.True(pace.TryTake(NewsPace.MostBytes));

        Assert.False(pace.TryTake(1));
    }

    [Fact]
    public void One_piece_larger_than_a_window_never_is()
    {
        time.Advance(10 * NewsPace.Window);

        Assert.False(pace.TryTake(NewsPace.MostBytes + 1));
        Assert.True(pace.TryTake(NewsPace.MostBytes));
    }
}
