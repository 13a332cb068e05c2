using System.Globalization;
using System.Xml.Linq;
using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

/// <summary>A bar to the right is worse, whichever way a figure is better.</summary>
public sealed class RatioChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("less", 2.0, true), InlineData("less", 0.5, false), InlineData("more", 0.5, true), InlineData("more", 2.0, false)]
    public void The_bar_of_what_is_worse_goes_to_the_right_of_the_line_of_equals(string better, double ratio, bool right)
    {
        var chart = Draw(Of("x", Enum.Parse<Better>(better, ignoreCase: true), ratio));

        var (bar, equal) = (Assert.Single(Bars(chart)), Number(Assert.Single(chart.Elements(Svg + "line"), l => l.Attribute("stroke")!.Value == "#333333" && l.Attribute("x1")!.Value == l.Attribute("x2")!.Value && Number(l, "y1") < 40), "x1"));
        Assert.Equal(right, Number(bar, "x") >= equal);
    }

    [Fact]
    public void Figures_without_a_ratio_have_no_bar_and_names_are_text()
    {
        var chart = Draw(Of("a < b & c", Better.Less, 2), Of("time", Better.Less, 2) with { Ratio = null });

        Assert.Single(Bars(chart));
        Assert.Contains(chart.Elements(Svg + "text"), text => text.Value == "case: a < b & c");
    }

    [Fact]
    public void What_is_far_off_stays_in_the_picture()
    {
        var chart = Draw(Of("x", Better.Less, 1e6));
        var bar = Assert.Single(Bars(chart));

        Assert.True(Number(bar, "x") + Number(bar, "width") <= double.Parse(chart.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture));
    }

    private static XElement Draw(params FigureSummary[] figures) => XElement.Parse(RatioChart.Svg("title", figures));

    private static IEnumerable<XElement> Bars(XElement chart) => chart.Elements(Svg + "rect").Where(rect => rect.Attribute("y") is not null);

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static FigureSummary Of(string name, Better better, double ratio) =>
        new("case", name, "us", better, 1, new Spread(1, 1, 1)) { Ratio = new Spread(ratio, ratio, ratio) };
}
