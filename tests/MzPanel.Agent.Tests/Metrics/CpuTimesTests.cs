using MzPanel.Agent.Metrics;

namespace MzPanel.Agent.Tests.Metrics;

public sealed class CpuTimesTests
{
    [Fact]
    public void Reads_the_sum_over_all_processors_without_counting_guests_twice()
    {
        var times = CpuTimes.Parse("cpu  11510 5 4787 211343 437 3 97 35 999 7\ncpu0 4940 0 2055 106937 108 0 12 18 0 0\n");

        Assert.Equal(new CpuTimes(11510 + 5 + 4787 + 3 + 97 + 35, 11510 + 5 + 4787 + 211343 + 437 + 3 + 97 + 35), times);
    }

    [Theory]
    [InlineData("")]
    [InlineData("intr 1 2 3\n")]
    [InlineData("cpu  1 2 3\n")]
    [InlineData("cpu  a b c d e f g h\n")]
    public void Says_nothing_where_the_kernel_says_something_else(string stat) => Assert.Null(CpuTimes.Parse(stat));

    [Fact]
    public void Percent_is_the_busy_share_since_the_earlier_reading() =>
        Assert.Equal(25.0, new CpuTimes(1_100, 4_400).PctSince(new CpuTimes(1_000, 4_000)));

    [Fact]
    public void Percent_is_unknown_when_no_time_has_passed() => Assert.Null(new CpuTimes(5, 10).PctSince(new CpuTimes(5, 10)));

    [Fact]
    public void Percent_stays_within_its_range_when_a_counter_runs_backwards() =>
        Assert.Equal(100, new CpuTimes(120, 110).PctSince(new CpuTimes(100, 100)));
}
