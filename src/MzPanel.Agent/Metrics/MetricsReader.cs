using System.Globalization;
using MzPanel.Agent.Config;
using MzPanel.Agent.Sites;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Agent.Metrics;

/// <summary>
/// Measures the VPS for a heartbeat. What cannot be read is left out: a heartbeat without metrics is still a sign of life.
/// Keeps the last processor reading, so it is used by one loop at a time.
/// </summary>
internal sealed class MetricsReader(AgentRoot root) : IHeartbeatSource
{
    private CpuTimes? lastCpu = Cpu(root);

    public Heartbeat Read(IReadOnlyList<HeartbeatJob> running)
    {
        var memory = MemoryUse.Parse(root.SystemText("/proc/meminfo") ?? "");
        return new Heartbeat
        {
            UptimeS = Uptime(root),
            CpuPct = CpuPct(),
            Load = Load(root.SystemText("/proc/loadavg") ?? ""),
            MemTotal = memory?.Total,
            MemUsed = memory?.Total - memory?.Available,
            SwapTotal = memory?.SwapTotal,
            SwapUsed = memory?.SwapTotal - memory?.SwapFree,
            Disks = Disks(root),
            Net = root.SystemText("/proc/net/dev") is { } dev ? Traffic.Parse(dev) : null,
            Sites = new SiteRegistry(root).Count,
            Jobs = running,
        };
    }

    public static long? Uptime(AgentRoot root) =>
        root.SystemText("/proc/uptime")?.Split(' ') is [var seconds, ..]
            && double.TryParse(seconds, CultureInfo.InvariantCulture, out var uptime) ? (long)uptime : null;

    public static IReadOnlyList<DiskUsage> Disks(AgentRoot root) =>
        [.. MountTable.Parse(root.SystemText("/proc/self/mountinfo") ?? "").Select(DiskUse.At).OfType<DiskUsage>()];

    private double? CpuPct()
    {
        var now = Cpu(root);
        var pct = lastCpu is { } earlier ? now?.PctSince(earlier) : null;
        lastCpu = now ?? lastCpu;
        return pct;
    }

    private static CpuTimes? Cpu(AgentRoot root) => CpuTimes.Parse(root.SystemText("/proc/stat") ?? "");

    private static List<double>? Load(string loadavg)
    {
        var load = new List<double>(3);
        foreach (var word in loadavg.Split(' ').Take(3))
            if (double.TryParse(word, CultureInfo.InvariantCulture, out var average))
                load.Add(average);
        return load.Count == 3 ? load : null;
    }
}
