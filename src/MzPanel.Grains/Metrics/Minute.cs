using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Metrics;

/// <summary>What is measured, as index into <see cref="Minute"/>.</summary>
internal enum Series
{
    Cpu,
    Load,
    Mem,
    Swap,
    Disk,
    Rx,
    Tx,
}

/// <summary>Sum, count and largest value of each series within a minute.</summary>
internal sealed class Minute(long at)
{
    private const int SeriesCount = 7;

    /// <summary>Upper bound of what one takes, object and arrays included.</summary>
    public const int Bytes = 176;

    private readonly float[] sums = new float[SeriesCount];
    private readonly float[] peaks = new float[SeriesCount];
    private readonly ushort[] counts = new ushort[SeriesCount];

    public long At { get; } = at;

    public void Add(Series series, double? value)
    {
        if (value is not { } v || !double.IsFinite(v) || counts[(int)series] == ushort.MaxValue)
            return;
        sums[(int)series] += (float)v;
        peaks[(int)series] = counts[(int)series] == 0 ? (float)v : Math.Max(peaks[(int)series], (float)v);
        counts[(int)series]++;
    }

    /// <summary>One point out of the minutes of a step.</summary>
    public static MetricsPoint Point(long at, IEnumerable<Minute> minutes)
    {
        var all = minutes.ToList();
        return new MetricsPoint
        {
            At = at,
            CpuPct = Merge(all, Series.Cpu),
            Load1 = Merge(all, Series.Load),
            MemUsed = Merge(all, Series.Mem),
            SwapUsed = Merge(all, Series.Swap),
            DiskPct = Merge(all, Series.Disk),
            NetRx = Merge(all, Series.Rx),
            NetTx = Merge(all, Series.Tx),
        };
    }

    private static Span? Merge(List<Minute> minutes, Series series)
    {
        var i = (int)series;
        var count = minutes.Sum(m => m.counts[i]);
        return count == 0 ? null : new Span(minutes.Sum(m => (double)m.sums[i]) / count, minutes.Where(m => m.counts[i] > 0).Max(m => m.peaks[i]));
    }
}
