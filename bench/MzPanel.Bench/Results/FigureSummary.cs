namespace MzPanel.Bench.Results;

/// <summary>A figure over the repetitions of its case.</summary>
internal sealed record FigureSummary(string Case, string Name, string Unit, Better Better, int Runs, Spread Value)
{
    public Spread? Floor { get; init; }

    public Spread? Ratio { get; init; }

    public string Key => KeyOf(Case, Name);

    /// <summary>What may be compared with another day's: a ratio to a floor of the same run, or bytes. Never a time.</summary>
    public double? Comparable => Ratio?.Median ?? (Unit == Figure.Bytes ? Value.Median : null);

    public static string KeyOf(string of, string name) => $"{of}: {name}";

    /// <summary>One for each figure, in the order in which they came.</summary>
    public static IReadOnlyList<FigureSummary> Of(IEnumerable<Figure> figures) =>
        [.. figures.GroupBy(figure => (figure.Case, figure.Name, figure.Unit, figure.Better)).Select(same => new FigureSummary(
            same.Key.Case, same.Key.Name, same.Key.Unit, same.Key.Better, same.Count(), Spread.Of(same.Select(figure => figure.Value))!)
        {
            Floor = Spread.Of(same.Select(figure => figure.Floor).OfType<double>()),
            Ratio = Spread.Of(same.Select(figure => figure.Ratio).OfType<double>()),
        })];
}
