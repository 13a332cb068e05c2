using MzPanel.Silo.Servers;

namespace MzPanel.Silo.Tests.Servers;

public sealed class LatestMetricsTests
{
    [Fact]
    public void Members_we_know_are_shown_and_strange_ones_and_commands_are_not() => Assert.Equal(
        """{"uptime_s":5,"cpu_pct":1.5}""",
        LatestMetrics.Of("""{"uptime_s":5,"cpu_pct":1.5,"evil":"<script>","jobs":[{"ref":"c1","last_seq":3}]}""")!.Value.GetRawText());

    [Theory]
    [InlineData("""{"cpu_pct":"high"}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    public void What_cannot_be_read_is_not_shown(string heartbeat) => Assert.Null(LatestMetrics.Of(heartbeat));
}
