using System.Xml.Linq;
using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

public sealed class GrowthChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_panel_a_cost_a_line_a_series_and_agents_by_powers()
    {
        var drawing = XDocument.Parse(GrowthChart.Svg(
        [
            .. new[] { 100, 1_000, 10_000 }.Select(agents => new GrowthPoint("memory an agent, KiB", "1 silo", agents, agents / 100.0)),
            .. new[] { 100, 1_000, 10_000 }.Select(agents => new GrowthPoint("memory an agent, KiB", "2 silos", agents, 50)),
            new GrowthPoint("failover <s>", "1 silo", 100, 3),
        ]));

        Assert.Equal(2, drawing.Descendants(Svg + "g").Count());
        var lines = drawing.Descendants(Svg + "polyline").Select(line => line.Attribute("points")!.Value).ToList();
        Assert.Equal(["60,188.5 220,175 380,40", "60,115 220,115 380,115", "60,40"], lines);
        Assert.Contains(drawing.Descendants(Svg + "text"), text => text.Value == "failover <s>");
    }
}
