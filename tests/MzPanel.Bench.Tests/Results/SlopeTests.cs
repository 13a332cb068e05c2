using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

public sealed class SlopeTests
{
    private static readonly TimeSpan[] Minutes = [.. Enumerable.Range(0, 31).Select(n => TimeSpan.FromMinutes(n))];

    [Fact]
    public void What_does_not_move_has_none() => Assert.Equal(0, Slope.PercentPerHour(Minutes, [.. Minutes.Select(_ => 300.0)]), 9);

    [Fact]
    public void Growth_is_told_in_percent_of_the_mean_and_an_hour() =>
        Assert.Equal(4, Slope.PercentPerHour(Minutes, [.. Minutes.Select(at => 99 + 4 * at.TotalHours)]), 9);

    [Fact]
    public void A_saw_that_comes_back_has_all_but_none() =>
        Assert.InRange(Slope.PercentPerHour(Minutes, [.. Minutes.Select(at => 100.0 + (at.TotalMinutes % 3))]), -1, 1);
}
