using System.Globalization;
using System.Net;
using System.Text;

namespace MzPanel.Bench.Results;

/// <summary>
/// Draws the recorded ratios: a bar a figure on a logarithmic scale, to the right where the silo costs more or does less than what it is
/// measured against, to the left where it is the other way round.
/// </summary>
internal static class RatioChart
{
    private const int Names = 560;
    private const int Half = 200;
    private const int Row = 22;
    private const int Top = 46;
    private const int MostDoublings = 5;

    public static void Draw(Recorded recorded, string picture)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
        File.WriteAllText(picture, Svg(recorded.Figures));
    }

    /// <summary>The picture of those that are ratios.</summary>
    public static string Svg(IReadOnlyDictionary<string, RecordedFigure> recorded)
    {
        var rows = recorded.Where(figure => figure.Value is { Unit: RecordedFigure.Ratio, Value: > 0 }).OrderBy(figure => figure.Key, StringComparer.Ordinal).ToList();
        var (width, height) = (Names + (2 * Half) + 50, Top + (rows.Count * Row) + 10);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">
            <rect width="{width}" height="{height}" fill="#ffffff"/>
            <text x="{Names + Half - 8}" y="16" text-anchor="end" fill="#1b7837">silo better</text>
            <text x="{Names + Half + 8}" y="16" fill="#b2182b">silo worse</text>

            """);
        for (var doubling = -MostDoublings; doubling <= MostDoublings; doubling++)
            Grid(svg, doubling, height);
        for (var row = 0; row < rows.Count; row++)
            Bar(svg, rows[row].Key, rows[row].Value, Top + (row * Row));
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

    private static void Bar(StringBuilder svg, string name, RecordedFigure figure, int y)
    {
        var worse = At(figure.Better == Better.Less ? figure.Value : 1 / figure.Value);
        var (from, to) = (Math.Min(At(1), worse), Math.Max(At(1), worse));
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="8" y="{y + 12}">{WebUtility.HtmlEncode(name)}</text>
            <rect x="{from:0.#}" y="{y + 2}" width="{to - from:0.#}" height="13" fill="{(worse > At(1) ? "#d6604d" : "#5aae61")}"/>
            <text x="{Names + (2 * Half) + 8}" y="{y + 12}">{figure.Value:0.00}</text>

            """);
    }

    private static double At(double worse) => Names + Half + (Half * Math.Clamp(Math.Log2(worse) / MostDoublings, -1, 1));
}
