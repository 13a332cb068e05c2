using System.Runtime.CompilerServices;
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

/// <summary>Sum, count and largest value of each series within a minute; one object without arrays of its own, because a
/// server holds hundreds.</summary>
internal sealed class Minute(long at)
{
    /// <summary>What one takes: header, time and a cell for each series.</summary>
    public const int Bytes = 24 + SeriesCount * 16;

    private const int SeriesCount = 7;
    private Cells cells;

    public long At { get; } = at;

    public void Add(Series series, double? value)
    {
        // Agents are strangers: what is no number here would be no JSON later.
        if (value is not { } v || !float.IsFinite((float)v))
            return;
        ref var cell = ref cells[(int)series];
        if (cell.Count == ushort.MaxValue)
            return;
        cell.Peak = cell.Count == 0 ? (float)v : Math.Max(cell.Peak, (float)v);
        cell.Sum += (float)v;
        cell.Count++;
    }

    /// <summary>Packs it for a move to another silo; <see cref="Read"/> is the way back.</summary>
    public void Write(BinaryWriter packed)
    {
        packed.Write(At);
        foreach (var cell in cells)
        {
            packed.Write(cell.Sum);
            packed.Write(cell.Peak);
            packed.Write(cell.Count);
        }
    }

    public static Minute Read(BinaryReader packed)
    {
        var minute = new Minute(packed.ReadInt64());
        for (var i = 0; i < SeriesCount; i++)
            minute.cells[i] = new Cell { Sum = packed.ReadDouble(), Peak = packed.ReadSingle(), Count = packed.ReadUInt16() };
        return minute;
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
        var measured = minutes.Select(m => m.cells[(int)series]).Where(c => c.Count > 0).ToList();
        return measured.Count == 0 ? null : new Span(measured.Sum(c => c.Sum) / measured.Sum(c => c.Count), measured.Max(c => c.Peak));
    }

    private struct Cell
    {
        public double Sum;
        public float Peak;
        public ushort Count;
    }

    [InlineArray(SeriesCount)]
    private struct Cells
    {
        private Cell first;
    }
}
