using System.Text.Json;

namespace MzPanel.Bench.Results;

/// <summary>
/// What the cases of a run found. They print for people as they go; what they add here is also written as JSON, summed up over the
/// repetitions, and compared.
/// </summary>
internal sealed class Report
{
    private readonly List<Figure> figures = [];
    private readonly List<double> loads = [];
    private string running = "";

    /// <summary>A case begins, once more.</summary>
    public void Begin(string name)
    {
        running = name;
        loads.Add(Circumstances.Load());
    }

    /// <summary>Less of it is better.</summary>
    public void Less(string name, double value, string unit, double? floor = null) => Add(name, value, unit, Better.Less, floor);

    /// <summary>More of it is better.</summary>
    public void More(string name, double value, string unit, double? floor = null) => Add(name, value, unit, Better.More, floor);

    public IReadOnlyList<FigureSummary> Sum() => FigureSummary.Of(figures);

    /// <summary>Writes everything into a file of its own.</summary>
    public string Write(string directory, Circumstances here)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{here.Date.Replace(":", "", StringComparison.Ordinal)}-{here.Commit}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(
            new { here.Date, here.Commit, here.Machine, LoadAverages = loads, Figures = Sum(), Runs = figures }, ResultJson.Options));
        return path;
    }

    /// <summary>Medians and ranges, for people.</summary>
    public void Print()
    {
        Console.WriteLine("## Medians (ranges)");
        foreach (var figure in Sum())
            Console.WriteLine($"{figure.Key}: {figure.Value.Show()} {figure.Unit}{(figure.Ratio is { } ratio ? $"; {ratio.Show()} times the {figure.Floor!.Show()} of its floor" : "")} (runs: {figure.Runs})");
    }

    private void Add(string name, double value, string unit, Better better, double? floor) =>
        figures.Add(new Figure(running, name, value, unit, better) { Floor = floor });
}
