using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

/// <summary>A figure may be 15 % worse than recorded and no more, whichever way is worse, and none may vanish unseen.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData(2.0, 2.29, true), InlineData(2.0, 2.31, false), InlineData(2.0, 0.1, true)]
    public void Where_less_is_better_more_than_15_percent_more_is_a_regression(double was, double now, bool passes) =>
        Assert.Equal(passes, Guard.Compare(Recorded(Better.Less, was), [Measured(Better.Less, now)]).IsPassed);

    [Theory]
    [InlineData(2.0, 1.71, true), InlineData(2.0, 1.69, false), InlineData(2.0, 9.0, true)]
    public void Where_more_is_better_more_than_15_percent_less_is_a_regression(double was, double now, bool passes) =>
        Assert.Equal(passes, Guard.Compare(Recorded(Better.More, was), [Measured(Better.More, now)]).IsPassed);

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_a_regression(double now) => Assert.False(Guard.Compare(Recorded(Better.Less, 2), [Measured(Better.Less, now)]).IsPassed);

    [Fact]
    public void Each_regression_is_named_with_what_it_was_and_is()
    {
        var guard = Guard.Compare(Recorded(Better.Less, 2), [Measured(Better.Less, 3)]);

        Assert.Equal("memory: idle: 3, recorded 2 (+50 %)", Assert.Single(guard.Regressions).ToString());
    }

    [Fact]
    public void A_recorded_figure_that_its_case_no_longer_has_is_a_regression()
    {
        var guard = Guard.Compare(Recorded(Better.Less, 2), [Measured(Better.Less, 2) with { Name = "another" }]);

        Assert.Equal(new Regression("memory: idle", 2, null), Assert.Single(guard.Regressions));
    }

    [Fact]
    public void Cases_that_did_not_run_are_not_looked_at_and_a_comparison_of_nothing_is_not_passed()
    {
        var guard = Guard.Compare(Recorded(Better.Less, 2), [Measured(Better.Less, 9) with { Case = "memory of another" }]);

        Assert.Empty(guard.Regressions);
        Assert.Equal(0, guard.Compared);
        Assert.False(guard.IsPassed);
    }

    [Fact]
    public void Figures_that_were_never_recorded_are_let_pass() =>
        Assert.True(Guard.Compare(Recorded(Better.Less, 2), [Measured(Better.Less, 2), Measured(Better.Less, 9) with { Name = "new" }]).IsPassed);

    private static Dictionary<string, RecordedFigure> Recorded(Better better, double value) =>
        new() { ["memory: idle"] = new RecordedFigure(value, RecordedFigure.Ratio, better, "2026-11-23", "abc", 1) };

    private static FigureSummary Measured(Better better, double ratio) =>
        new("memory", "idle", "us", better, 1, new Spread(100, 100, 100)) { Ratio = new Spread(ratio, ratio, ratio) };
}
