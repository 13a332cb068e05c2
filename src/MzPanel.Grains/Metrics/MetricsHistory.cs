using MzPanel.Grains.Servers;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Grains.Metrics;

/// <summary>
/// The last hours of one server in memory, a minute a point: at most <see cref="MaxMinutes"/> points of
/// <see cref="Minute.Bytes"/> bytes, so under 64 KiB (issue 2, item 7). Pure; grows only as far as it is used.
/// </summary>
internal sealed class MetricsHistory
{
    /// <summary>Six hours.</summary>
    public const int MaxMinutes = 360;

    private readonly List<Minute> minutes = [];
    private int oldest;
    private (long At, NetCounters Net)? lastNet;

    /// <summary>Points held.</summary>
    public int Count => minutes.Count;

    /// <summary>Folds a heartbeat in; one that is older than the newest minute is dropped.</summary>
    public void Add(long at, Heartbeat beat)
    {
        var start = at / 60_000 * 60_000;
        var newest = Newest;
        if (newest is not null && newest.At > start)
            return;
        if (newest is null || newest.At < start)
            newest = Open(start);
        Fold(newest, at, beat);
    }

    /// <summary>Points of a time span, merged to steps of at least a minute.</summary>
    public IReadOnlyList<MetricsPoint> Read(long from, long to, int stepS)
    {
        var step = Math.Max(60, stepS) * 1000L;
        // A list, not a collection expression: the type the compiler makes for one does not cross silos.
        return InOrder().Where(m => m.At + 60_000 > from && m.At <= to)
            .GroupBy(m => m.At / step * step, Minute.Point).ToList();
    }

    /// <summary>The history that another silo packed.</summary>
    public static MetricsHistory Of(byte[] carried)
    {
        using var packed = new BinaryReader(new MemoryStream(carried));
        var history = new MetricsHistory();
        if (packed.ReadBoolean())
            history.lastNet = (packed.ReadInt64(), new NetCounters { RxBytes = packed.ReadInt64(), TxBytes = packed.ReadInt64() });
        for (var left = Math.Min(packed.ReadInt32(), MaxMinutes); left > 0; left--)
            history.minutes.Add(Minute.Read(packed));
        return history;
    }

    /// <summary>For a move to another silo: smaller than what it takes in memory.</summary>
    public byte[] Carry()
    {
        using var bytes = new MemoryStream();
        using var packed = new BinaryWriter(bytes);
        packed.Write(lastNet is not null);
        if (lastNet is var (at, net))
        {
            packed.Write(at);
            packed.Write(net.RxBytes);
            packed.Write(net.TxBytes);
        }
        packed.Write(minutes.Count);
        foreach (var minute in InOrder())
            minute.Write(packed);
        packed.Flush();
        return bytes.ToArray();
    }

    private Minute? Newest => minutes.Count == 0 ? null : minutes[(oldest + minutes.Count - 1) % minutes.Count];

    private Minute Open(long start)
    {
        if (minutes.Count < MaxMinutes)
        {
            minutes.Add(new Minute(start));
            return minutes[^1];
        }
        var reused = minutes[oldest] = new Minute(start);
        oldest = (oldest + 1) % MaxMinutes;
        return reused;
    }

    private void Fold(Minute minute, long at, Heartbeat beat)
    {
        minute.Add(Series.Cpu, beat.CpuPct);
        minute.Add(Series.Load, beat.Load is { Count: > 0 } load ? load[0] : null);
        minute.Add(Series.Mem, beat.MemUsed);
        minute.Add(Series.Swap, beat.SwapUsed);
        minute.Add(Series.Disk, beat.Disks is { Count: > 0 } disks ? disks.Max(d => d.Total > 0 ? 100.0 * d.Used / d.Total : 0) : null);
        // Counters start again at a reboot: a step back is no traffic.
        if (beat.Net is { } net && lastNet is var (before, counters) && at > before)
        {
            minute.Add(Series.Rx, Math.Max(0, net.RxBytes - counters.RxBytes) * 1000.0 / (at - before));
            minute.Add(Series.Tx, Math.Max(0, net.TxBytes - counters.TxBytes) * 1000.0 / (at - before));
        }
        lastNet = beat.Net is null ? lastNet : (at, beat.Net);
    }

    private IEnumerable<Minute> InOrder()
    {
        for (var i = 0; i < minutes.Count; i++)
            yield return minutes[(oldest + i) % minutes.Count];
    }
}
