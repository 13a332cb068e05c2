using System.Globalization;

namespace MzPanel.Agent.Metrics;

/// <summary>Processor time since boot in clock ticks, from the first line of <c>/proc/stat</c>.</summary>
internal readonly record struct CpuTimes(long Busy, long Total)
{
    // user nice system idle iowait irq softirq steal; the guest columns after them are counted in user already.
    private const int Columns = 8;
    private const int Idle = 3;
    private const int IoWait = 4;

    public static CpuTimes? Parse(string stat)
    {
        var words = stat.AsSpan(0, Math.Max(stat.IndexOf('\n'), 0)).ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= Columns || words[0] != "cpu")
            return null;
        long total = 0, idle = 0;
        for (var column = 0; column < Columns; column++)
        {
            if (!long.TryParse(words[column + 1], CultureInfo.InvariantCulture, out var ticks))
                return null;
            total += ticks;
            idle += column is Idle or IoWait ? ticks : 0;
        }
        return new CpuTimes(total - idle, total);
    }

    /// <summary>Percent in use since an earlier reading; <see langword="null"/> where no time has passed.</summary>
    public double? PctSince(CpuTimes earlier)
    {
        var total = Total - earlier.Total;
        if (total <= 0)
            return null;
        // Idle and iowait may run backwards by a tick (proc(5)).
        return Math.Round(Math.Clamp(100.0 * (Busy - earlier.Busy) / total, 0, 100), 1);
    }
}
