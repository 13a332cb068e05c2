using MzPanel.Silo.Metrics;

namespace MzPanel.Silo.Tests.Metrics;

public sealed class MetricsQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_hour_in_minutes_is_what_one_gets_without_asking() =>
        Assert.Equal((Now.AddHours(-1), Now, 60), new MetricsQuery().Window(Now));

    [Theory]
    [InlineData(1, 60)]
    [InlineData(60, 60)]
    [InlineData(900, 900)]
    public void A_step_is_at_least_a_minute(int asked, int step) => Assert.Equal(step, new MetricsQuery { StepS = asked }.Window(Now).StepS);

    [Fact]
    public void A_long_time_is_told_in_no_more_than_500_points()
    {
        var window = new MetricsQuery { From = Now.AddDays(-30), StepS = 60 }.Window(Now);

        Assert.InRange((window.To - window.From).TotalSeconds / window.StepS, 1, 500);
    }

    [Fact]
    public void Times_at_the_ends_of_the_calendar_are_no_trouble() =>
        Assert.True(new MetricsQuery { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue }.Window(Now).StepS > 0);

    [Fact]
    public void A_time_that_ends_before_it_begins_is_refused() =>
        Assert.False(new MetricsQueryValidator().Validate(new MetricsQuery { From = Now, To = Now.AddSeconds(-1) }).IsValid);
}
