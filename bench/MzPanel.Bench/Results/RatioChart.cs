using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace MzPanel.Bench.Results;

/// <summary>
/// Draws the ratios of a run: a bar a figure on a logarithmic scale, to the right where the silo costs more or does less than what it is
/// measured against, to the left where it is the other way round; the range of the repetitions as a line across.
/// </summary>
internal static class RatioChart
{
    private const int Names = 430;
    private const int Half = 200;
    private const int Row = 22;
    private const int Top = 46;
    private const double MostDoublings = 4;

    /// <summary>Argument with which this program draws: then the file of a run, and the picture's.</summary>
    public const string Argument = "chart";

    public static void Draw(string results, string picture)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(results));
        var figures = run.RootElement.GetProperty("figures").Deserialize<List<FigureSummary>>(ResultJson.Options)!;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(picture))!);
        File.WriteAllText(picture, Svg(run.RootElement.GetProperty("date").GetString()![..10], figures));
    }

    /// <summary>The picture of those that have a ratio.</summary>
    public static string Svg(string title, IEnumerable<FigureSummary> figures)
    {
        var rows = figures.Where(figure => figure.Ratio is { Median: > 0 }).ToList();
        var (width, height) = (Names + (2 * Half) + 60, Top + (rows.Count * Row) + 10);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">
            <rect width="{width}" height="{height}" fill="#ffffff"/>
            <text x="8" y="16" font-weight="bold">{WebUtility.HtmlEncode(title)}</text>
            <text x="{Names + Half - 8}" y="16" text-anchor="end" fill="#1b7837">silo better</text>
            <text x="{Names + Half + 8}" y="16" fill="#b2182b">silo worse</text>

            """);
        for (var doubling = -(int)MostDoublings; doubling <= MostDoublings; doubling++)
            Grid(svg, doubling, height);
        for (var row = 0; row < rows.Count; row++)
            Bar(svg, rows[row], Top + (row * Row));
        return svg.Append("</svg>\n").ToString();
    }

    private static void Grid(StringBuilder svg, int doubling, int height)
    {
        var x = At(Math.Pow(2, doubling));
        var name = doubling == 0 ? "equal" : $"{Math.Pow(2, Math.Abs(doubling)):0}×";
        svg.Append(CultureInfo.InvariantCulture, $"""
            <line x1="{x:0.#}" y1="{Top - 8}" x2="{x:0.#}" y2="{height - 6}" stroke="{(doubling == 0 ? "#333333" : "#dddddd")}"/>
            <text x="{x:0.#}" y="{Top - 14}" text-anchor="middle" font-size="10" fill="#666666">{name}</text>

            """);
    }

    private static void Bar(StringBuilder svg, FigureSummary figure, int y)
    {
        var (ratio, low, high) = (Worse(figure, figure.Ratio!.Median), Worse(figure, figure.Ratio.Low), Worse(figure, figure.Ratio.High));
        var (from, to) = (Math.Min(At(1), At(ratio)), Math.Max(At(1), At(ratio)));
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="8" y="{y + 12}">{WebUtility.HtmlEncode(figure.Key)}</text>
            <rect x="{from:0.#}" y="{y + 2}" width="{to - from:0.#}" height="13" fill="{(ratio > 1 ? "#d6604d" : "#5aae61")}"/>
            <line x1="{At(Math.Min(low, high)):0.#}" y1="{y + 8}" x2="{At(Math.Max(low, high)):0.#}" y2="{y + 8}" stroke="#333333"/>
            <text x="{Names + (2 * Half) + 8}" y="{y + 12}">{figure.Ratio.Median:0.00}</text>

            """);
    }

    /// <summary>How many times worse than its floor.</summary>
    private static double Worse(FigureSummary figure, double ratio) => figure.Better == Better.Less ? ratio : 1 / ratio;

    private static double At(double worse) => Names + Half + (Half * Math.Clamp(Math.Log2(worse) / MostDoublings, -1, 1));
}
