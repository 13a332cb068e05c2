using System.Globalization;
using System.Net;
using System.Text;

namespace MzPanel.Bench.Results;

/// <summary>One cost at one size of the fleet.</summary>
/// <param name="Cost">Which, with its unit.</param>
/// <param name="Series">Whose line it is on.</param>
internal sealed record GrowthPoint(string Cost, string Series, int Agents, double Value);

/// <summary>Draws how costs grow with the fleet: a panel a cost, a line a series, agents on a logarithmic scale.</summary>
internal static class GrowthChart
{
    private const int Panel = 420;
    private const int Height = 240;
    private const int Left = 60;
    private const int Top = 40;
    private const int Wide = 320;
    private const int High = 150;
    private static readonly string[] Colours = ["#2166ac", "#1b7837", "#b2182b", "#762a83"];

    public static void Draw(IReadOnlyList<GrowthPoint> points, string picture)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
        File.WriteAllText(picture, Svg(points));
    }

    public static string Svg(IReadOnlyList<GrowthPoint> points)
    {
        var costs = points.GroupBy(point => point.Cost).ToList();
        var rows = (costs.Count + 1) / 2;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * Panel} {rows * Height}" font-family="sans-serif" font-size="11">
            <rect width="{2 * Panel}" height="{rows * Height}" fill="#ffffff"/>

            """);
        for (var cost = 0; cost < costs.Count; cost++)
            One(svg, costs[cost].Key, [.. costs[cost]], cost % 2 * Panel, cost / 2 * Height);
        return svg.Append("</svg>\n").ToString();
    }

    private static void One(StringBuilder svg, string cost, List<GrowthPoint> points, int x, int y)
    {
        var (least, most, top) = (points.Min(p => p.Agents), points.Max(p => p.Agents), points.Max(p => p.Value));
        svg.Append(CultureInfo.InvariantCulture, $"""
            <g transform="translate({x},{y})">
            <text x="{Left}" y="20" font-size="12" font-weight="bold">{WebUtility.HtmlEncode(cost)}</text>
            <path d="M{Left},{Top} V{Top + High} H{Left + Wide}" fill="none" stroke="#333333"/>
            <text x="{Left - 6}" y="{Top + 4}" text-anchor="end">{top:G3}</text>
            <text x="{Left - 6}" y="{Top + High}" text-anchor="end">0</text>

            """);
        foreach (var agents in points.Select(p => p.Agents).Distinct().Order())
            svg.Append(CultureInfo.InvariantCulture, $"""
                <text x="{Across(agents, least, most):0.#}" y="{Top + High + 16}" text-anchor="middle">{agents:N0}</text>

                """);
        var nth = 0;
        foreach (var series in points.GroupBy(point => point.Series))
            Line(svg, series.Key, [.. series.OrderBy(p => p.Agents).Select(p => (Across(p.Agents, least, most), Top + High - (p.Value / top * High)))], nth++);
        svg.Append("</g>\n");
    }

    private static void Line(StringBuilder svg, string name, List<(double X, double Y)> at, int nth)
    {
        var colour = Colours[nth % Colours.Length];
        svg.Append(CultureInfo.InvariantCulture, $"""
            <polyline points="{string.Join(' ', at.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}" fill="none" stroke="{colour}" stroke-width="2"/>
            <text x="{Left + 8 + (nth * 80)}" y="{Top + High + 34}" fill="{colour}">{WebUtility.HtmlEncode(name)}</text>

            """);
        foreach (var (x, y) in at)
            svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{x:0.#}" cy="{y:0.#}" r="3" fill="{colour}"/>""").Append('\n');
    }

    private static double Across(int agents, int least, int most) =>
        most == least ? Left : Left + (Wide * Math.Log((double)agents / least) / Math.Log((double)most / least));
}
