using System.Globalization;

namespace MzPanel.EndToEnd.Tests.Faults;

/// <summary>Seconds that were measured, as docs/reliability.md quotes them.</summary>
internal sealed class Figures(string what, int seed)
{
    private readonly List<double> seconds = [];

    public double P99 => At(0.99);

    public void Add(IEnumerable<double> measured) => seconds.AddRange(measured);

    /// <summary>Says them in the test's output.</summary>
    public void Say() => TestContext.Current.SendDiagnosticMessage(ToString());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{what}: p50 {At(0.5):0.0} s, p90 {At(0.9):0.0} s, p99 {P99:0.0} s, max {At(1):0.0} s (n = {seconds.Count}, seed {seed})");

    private double At(double share)
    {
        var sorted = seconds.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }
}
