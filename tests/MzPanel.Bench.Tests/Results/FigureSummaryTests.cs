using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

/// <summary>Repetitions become a median and a range; only what carries to another day may be compared.</summary>
public sealed class FigureSummaryTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, 2.0, 1.0, 3.0), InlineData(new[] { 4.0, 1.0 }, 2.5, 1.0, 4.0), InlineData(new[] { 7.0 }, 7.0, 7.0, 7.0)]
    public void A_spread_is_the_middle_and_both_ends(double[] measured, double median, double low, double high) =>
        Assert.Equal(new Spread(median, low, high), Spread.Of(measured));

    [Fact]
    public void Repetitions_are_one_figure_whose_ratio_is_the_median_of_the_runs_own_ratios()
    {
        var summary = Assert.Single(FigureSummary.Of([Of(10, 10), Of(30, 10), Of(40, 20)]));

        Assert.Equal((3, 30), (summary.Runs, summary.Value.Median));
        Assert.Equal(new Spread(2, 1, 3), summary.Ratio);
    }

    [Fact]
    public void Cases_and_names_are_figures_of_their_own() =>
        Assert.Equal(["a: x", "a: y", "b: x"], FigureSummary.Of([Of(1), Of(1) with { Name = "y" }, Of(1) with { Case = "b" }]).Select(s => s.Key));

    [Fact]
    public void A_time_is_never_compared() => Assert.Null(Assert.Single(FigureSummary.Of([Of(5)])).Comparable);

    [Fact]
    public void A_ratio_is_compared() => Assert.Equal(2.5, Assert.Single(FigureSummary.Of([Of(5, 2)])).Comparable);

    [Fact]
    public void Memory_is_compared() => Assert.Equal(5, Assert.Single(FigureSummary.Of([Of(5) with { Unit = Figure.Bytes }])).Comparable);

    private static Figure Of(double value, double? floor = null) => new("a", "x", value, "us", Better.Less) { Floor = floor };
}
