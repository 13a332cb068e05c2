namespace MzPanel.Bench.Results;

/// <summary>A figure that is worse than it was recorded by more than is let pass, or that is no longer there.</summary>
internal sealed record Regression(string Key, double Was, double? Is)
{
    public override string ToString() => Is is { } now
        ? FormattableString.Invariant($"{Key}: {now:0.###}, recorded {Was:0.###} ({100 * ((now / Was) - 1):+0;-0} %)") : FormattableString.Invariant($"{Key}: not measured, recorded {Was:0.###}");
}

/// <summary>Compares what was measured with what is recorded.</summary>
internal sealed record Guard(int Compared, IReadOnlyList<Regression> Regressions)
{
    /// <summary>How much worse a figure may be.</summary>
    public const double Tolerance = 0.15;

    /// <summary>A comparison of nothing shows nothing.</summary>
    public bool IsPassed => Compared > 0 && Regressions.Count == 0;

    /// <summary>Only cases that ran are looked at, and of those each recorded figure; one that is new has nothing to be compared with.</summary>
    public static Guard Compare(IReadOnlyDictionary<string, RecordedFigure> recorded, IReadOnlyList<FigureSummary> measured)
    {
        var cases = measured.Select(figure => figure.Case).ToHashSet();
        var now = measured.Where(figure => figure.Comparable is not null).ToDictionary(figure => figure.Key, figure => figure.Comparable!.Value);
        var looked = recorded.Where(was => cases.Any(of => Recorded.BelongsTo(was.Key, of))).ToList();
        return new Guard(looked.Count, [.. looked.Where(was => !now.TryGetValue(was.Key, out var value) || IsWorse(was.Value, value))
            .Select(was => new Regression(was.Key, was.Value.Value, now.TryGetValue(was.Key, out var value) ? value : null))]);
    }

    // Put so that what is no number is worse than any.
    private static bool IsWorse(RecordedFigure was, double now) => was.Better == Better.Less
        ? !(now <= was.Value * (1 + Tolerance)) : !(now >= was.Value * (1 - Tolerance));
}
