namespace MzPanel.Bench;

/// <summary>Percentiles of a list of measurements.</summary>
internal static class Figures
{
    public static double At(IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];

    public static (double P50, double P99) Print(string what, string unit, IEnumerable<double> measured)
    {
        var sorted = measured.Order().ToList();
        var (p50, p99) = (At(sorted, 0.5), At(sorted, 0.99));
        // The best tenth is what the path takes where nobody else wants the cores.
        Console.WriteLine($"{what}: p10 {At(sorted, 0.1):0.00} {unit}, p50 {p50:0.00} {unit}, p90 {At(sorted, 0.9):0.00} {unit}, p99 {p99:0.00} {unit}, max {sorted[^1]:0.00} {unit} (n = {sorted.Count})");
        return (p50, p99);
    }
}
