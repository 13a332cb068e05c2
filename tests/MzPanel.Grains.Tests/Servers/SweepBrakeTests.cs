using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Tests.Servers;

public sealed class SweepBrakeTests
{
    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 20)]
    [InlineData(1_000, 20)]
    [InlineData(1_050, 21)]
    [InlineData(10_000, 200)]
    [InlineData(1_000_000, 20_000)]
    public void It_lets_max_20_or_2_percent_of_the_servers_pass_in_a_minute(long servers, int expected) =>
        Assert.Equal(expected, SweepBrake.PerMinute(servers));
}
