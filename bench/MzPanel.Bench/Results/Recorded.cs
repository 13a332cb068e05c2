using System.Text.Json;

namespace MzPanel.Bench.Results;

/// <summary>What a figure was when it was last recorded, and where and when that was.</summary>
internal sealed record RecordedFigure(double Value, string Unit, Better Better, string Date, string Commit, double Load)
{
    /// <summary>Times its floor.</summary>
    public const string Ratio = "ratio";
}

/// <summary>The recorded ratios and bytes by <see cref="FigureSummary.Key"/>, as the repository keeps them (<c>bench/recorded.json</c>).</summary>
internal sealed class Recorded
{
    private readonly SortedDictionary<string, RecordedFigure> figures;

    public Recorded(IEnumerable<KeyValuePair<string, RecordedFigure>> figures) =>
        this.figures = new(figures.ToDictionary(), StringComparer.Ordinal);

    public IReadOnlyDictionary<string, RecordedFigure> Figures => figures;

    public static Recorded Read(string path) => File.Exists(path)
        ? new(JsonSerializer.Deserialize<Dictionary<string, RecordedFigure>>(File.ReadAllText(path), ResultJson.Options)!) : new([]);

    /// <summary>Takes over what was measured; a case that ran loses the figures it no longer has, the others keep theirs.</summary>
    public void Take(IReadOnlyList<FigureSummary> measured, Circumstances here)
    {
        foreach (var gone in figures.Keys.Where(key => measured.Any(figure => BelongsTo(key, figure.Case))).ToList())
            figures.Remove(gone);
        foreach (var figure in measured)
            if (figure.Comparable is { } value)
                figures[figure.Key] = new RecordedFigure(Math.Round(value, 3), figure.Ratio is null ? figure.Unit : RecordedFigure.Ratio, figure.Better, here.Date[..10], here.Commit, here.LoadAverage);
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(figures, ResultJson.Options) + "\n");

    /// <summary>Whether a key is a figure of that case.</summary>
    public static bool BelongsTo(string key, string of) => key.StartsWith(FigureSummary.KeyOf(of, ""), StringComparison.Ordinal);
}
