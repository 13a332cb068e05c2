namespace MzPanel.Bench.Results;

/// <summary>How something grows over time, by least squares over all of its values.</summary>
internal static class Slope
{
    /// <summary>Percent of its mean an hour.</summary>
    public static double PercentPerHour(IReadOnlyList<TimeSpan> at, IReadOnlyList<double> values)
    {
        var (middle, mean) = (at.Average(t => t.TotalHours), values.Average());
        var moved = at.Zip(values, (t, value) => (t.TotalHours - middle) * (value - mean)).Sum();
        var spread = at.Sum(t => Math.Pow(t.TotalHours - middle, 2));
        return 100 * moved / spread / mean;
    }
}
