using System.Globalization;
using System.Xml.Linq;
using MzPanel.Bench.Results;

namespace MzPanel.Bench.Tests.Results;

/// <summary>A bar to the right is worse, whichever way a figure is better; the picture in the documents is that of the record.</summary>
public sealed class RatioChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("less", 2.0, true), InlineData("less", 0.5, false), InlineData("more", 0.5, true), InlineData("more", 2.0, false)]
    public void The_bar_of_what_is_worse_goes_to_the_right_of_the_line_of_equals(string better, double ratio, bool right)
    {
        var chart = Draw(("x", ratio, RecordedFigure.Ratio, Enum.Parse<Better>(better, ignoreCase: true)));

        var equal = Number(Assert.Single(chart.Elements(Svg + "line"), line => line.Attribute("stroke")!.Value == "#333333"), "x1");
        Assert.Equal(right, Number(Assert.Single(Bars(chart)), "x") >= equal);
    }

    [Fact]
    public void Bytes_have_no_bar_and_names_are_text()
    {
        var chart = Draw(("a < b & c", 2, RecordedFigure.Ratio, Better.Less), ("memory", 4096, Figure.Bytes, Better.Less));

        Assert.Single(Bars(chart));
        Assert.Contains(chart.Elements(Svg + "text"), text => text.Value == "a < b & c");
    }

    [Fact]
    public void What_is_far_off_stays_in_the_picture()
    {
        var chart = Draw(("x", 1e6, RecordedFigure.Ratio, Better.Less));
        var bar = Assert.Single(Bars(chart));

        Assert.True(Number(bar, "x") + Number(bar, "width") <= double.Parse(chart.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_picture_in_the_documents_is_that_of_the_record()
    {
        var root = Above(AppContext.BaseDirectory);

        Assert.Equal(RatioChart.Svg(Recorded.Read(Path.Combine(root, "bench/recorded.json")).Figures), File.ReadAllText(Path.Combine(root, "docs/performance/recorded.svg")));
    }

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "MzPanel.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);

    private static XElement Draw(params (string Name, double Value, string Unit, Better Better)[] figures) => XElement.Parse(RatioChart.Svg(
        figures.ToDictionary(figure => figure.Name, figure => new RecordedFigure(figure.Value, figure.Unit, figure.Better, "2026-11-23", "abc", 1))));

    private static IEnumerable<XElement> Bars(XElement chart) => chart.Elements(Svg + "rect").Where(rect => rect.Attribute("y") is not null);

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
