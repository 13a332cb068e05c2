using MzPanel.Silo.Metrics;

namespace MzPanel.Silo.Tests.Metrics;

public sealed class MetricsQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_hour_as_fine_as_it_is_kept_is_what_one_gets_without_asking() =>
        Assert.Equal((Now.AddHours(-1), Now, 10), new MetricsQuery().Window(Now));

    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1, 25, 30)]
    [InlineData(1, 60, 60)]
    [InlineData(1, 90, 120)]
    [InlineData(1, 900, 900)]
    [InlineData(24, 10, 180)]
    [InlineData(24, 600, 600)]
    [InlineData(30 * 24, 10, 5_400)]
    [InlineData(30 * 24, 7_200, 7_200)]
    public void A_step_is_a_whole_number_of_those_that_are_kept(int hours, int asked, int step) =>
        Assert.Equal(step, new MetricsQuery { From = Now.AddHours(-hours), StepS = asked }.Window(Now).StepS);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 60)]
    [InlineData(24, 60)]
    [InlineData(72, 900)]
    public void A_short_time_long_ago_is_told_as_fine_as_it_is_still_kept(int hoursAgo, int step) =>
        Assert.Equal(step, new MetricsQuery { From = Now.AddHours(-hoursAgo), To = Now.AddHours(-hoursAgo).AddMinutes(10), StepS = 1 }.Window(Now).StepS);

    [Fact]
    public void A_long_time_is_told_in_no_more_than_500_points()
    {
        var window = new MetricsQuery { From = Now.AddDays(-30), StepS = 60 }.Window(Now);

        Assert.InRange((window.To - window.From).TotalSeconds / window.StepS, 1, 500);
    }

    [Fact]
    public void Times_at_the_ends_of_the_calendar_are_no_trouble()
    {
        Assert.True(new MetricsQuery { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue }.Window(Now).StepS > 0);
        Assert.True(new MetricsQuery { To = DateTimeOffset.MinValue }.Window(Now).StepS > 0);
        Assert.True(new MetricsQuery { From = DateTimeOffset.MaxValue }.Window(Now).StepS > 0);
    }

    [Fact]
    public void A_time_that_ends_before_it_begins_is_refused() =>
        Assert.False(new MetricsQueryValidator().Validate(new MetricsQuery { From = Now, To = Now.AddSeconds(-1) }).IsValid);
}
