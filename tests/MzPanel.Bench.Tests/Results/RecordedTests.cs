using MzPanel.Bench.Results;
using MzPanel.Testing;

namespace MzPanel.Bench.Tests.Results;

/// <summary>The record in the repository: ratios and bytes only, and each case's own.</summary>
public sealed class RecordedTests
{
    private static readonly Circumstances Here = new("2026-11-23T22:00:00Z", "abc", "box", 1.5);

    [Fact]
    public void What_was_taken_is_read_again()
    {
        using var directory = new TempDirectory();
        var (path, recorded) = (Path.Combine(directory.Path, "recorded.json"), new Recorded([]));
        recorded.Take(Measured("a", ("to floor", 1.23456)), Here);
        recorded.Write(path);

        Assert.Equal(new RecordedFigure(1.235, RecordedFigure.Ratio, Better.Less, "2026-11-23", "abc", 1.5), Assert.Single(Recorded.Read(path).Figures).Value);
    }

    [Fact]
    public void Where_nothing_was_recorded_yet_there_is_nothing()
    {
        using var directory = new TempDirectory();
        Assert.Empty(Recorded.Read(Path.Combine(directory.Path, "recorded.json")).Figures);
    }

    [Fact]
    public void A_case_that_ran_loses_what_it_no_longer_has_and_the_others_keep_theirs()
    {
        var recorded = new Recorded([]);
        recorded.Take([.. Measured("a", ("old", 1)), .. Measured("a b", ("kept", 2))], Here);
        recorded.Take(Measured("a", ("new", 3)), Here);

        Assert.Equal(["a b: kept", "a: new"], recorded.Figures.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Times_are_not_recorded()
    {
        var recorded = new Recorded([]);
        recorded.Take(FigureSummary.Of([new Figure("a", "took", 5, "ms", Better.Less)]), Here);

        Assert.Empty(recorded.Figures);
    }

    private static IReadOnlyList<FigureSummary> Measured(string of, (string Name, double Ratio) figure) =>
        FigureSummary.Of([new Figure(of, figure.Name, figure.Ratio, "us", Better.Less) { Floor = 1 }]);
}
