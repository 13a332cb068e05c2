namespace MzPanel.Bench.Results;

/// <summary>The middle and the ends of what was measured.</summary>
internal sealed record Spread(double Median, double Low, double High)
{
    /// <summary>For people.</summary>
    public string Show() => FormattableString.Invariant($"{Median:G4} ({Low:G4} to {High:G4})");

    /// <summary><see langword="null"/> of nothing.</summary>
    public static Spread? Of(IEnumerable<double> measured)
    {
        var sorted = measured.Order().ToList();
        if (sorted.Count == 0)
            return null;
        var (below, above) = (sorted[(sorted.Count - 1) / 2], sorted[sorted.Count / 2]);
        return new Spread((below + above) / 2, sorted[0], sorted[^1]);
    }
}
