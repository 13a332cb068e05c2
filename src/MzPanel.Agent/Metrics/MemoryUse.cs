using System.Globalization;

namespace MzPanel.Agent.Metrics;

/// <summary>Memory in bytes, from <c>/proc/meminfo</c>.</summary>
internal readonly record struct MemoryUse(long Total, long Available, long SwapTotal, long SwapFree)
{
    public static MemoryUse? Parse(string meminfo)
    {
        var fields = new Dictionary<string, long>();
        foreach (var line in meminfo.Split('\n'))
            if (line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries) is [var name, var kib, ..]
                && long.TryParse(kib, CultureInfo.InvariantCulture, out var value))
                fields[name] = value * 1024;
        if (!fields.TryGetValue("MemTotal", out var total))
            return null;
        return new MemoryUse(total, Estimate(fields),
            fields.GetValueOrDefault("SwapTotal"), fields.GetValueOrDefault("SwapFree"));
    }

    // Some containers show a meminfo without MemAvailable; free and cached memory is the kernel's own old estimate.
    private static long Estimate(Dictionary<string, long> fields) => fields.TryGetValue("MemAvailable", out var available)
        ? available
        : fields.GetValueOrDefault("MemFree") + fields.GetValueOrDefault("Buffers") + fields.GetValueOrDefault("Cached");
}
