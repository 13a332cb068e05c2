using System.Runtime.CompilerServices;
using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Metrics;

/// <summary>What is measured, as index into <see cref="Bucket"/>.</summary>
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

/// <summary>Sum, count and largest value of each series within a step; one object without arrays of its own, because a
/// server holds many.</summary>
internal sealed class Bucket(long at)
{
    /// <summary>What one takes: header, time and a cell for each series.</summary>
    public const int Bytes = 24 + SeriesCount * 16;

    private const int SeriesCount = 7;
    private Cells cells;

    /// <summary>Start of the step, unix ms.</summary>
    public long At { get; } = at;

    public void Add(Series series, double? value)
    {
        // Agents are strangers: what is no number here would be no JSON later.
        if (value is not { } v || !float.IsFinite((float)v))
            return;
        cells[(int)series].Absorb(new Cell { Sum = (float)v, Peak = (float)v, Count = 1 });
    }

    /// <summary>Takes in what was measured in a finer step.</summary>
    public void Absorb(Bucket finer)
    {
        for (var i = 0; i < SeriesCount; i++)
            cells[i].Absorb(finer.cells[i]);
    }

    /// <summary>Packs it: time, which series it has, which of them were measured once, and each; <see cref="Read"/> is the way back.</summary>
    public void Write(BinaryWriter packed, long spanAt)
    {
        packed.Write7BitEncodedInt((int)((At - spanAt) / 1000));
        packed.Write(Mask(cell => cell.Count > 0));
        packed.Write(Mask(cell => cell.Count == 1));
        foreach (var cell in cells)
            if (cell.Count > 0)
                cell.Write(packed);
    }

    public static Bucket Read(BinaryReader packed, long spanAt)
    {
        var bucket = new Bucket(spanAt + packed.Read7BitEncodedInt() * 1000L);
        var (has, once) = (packed.ReadByte(), packed.ReadByte());
        for (var i = 0; i < SeriesCount; i++)
            if ((has >> i & 1) != 0)
                bucket.cells[i] = Cell.Read(packed, (once >> i & 1) != 0);
        return bucket;
    }

    public MetricsPoint Point() => new()
    {
        At = At,
        CpuPct = Span(Series.Cpu),
        Load1 = Span(Series.Load),
        MemUsed = Span(Series.Mem),
        SwapUsed = Span(Series.Swap),
        DiskPct = Span(Series.Disk),
        NetRx = Span(Series.Rx),
        NetTx = Span(Series.Tx),
    };

    // Averages are kept as shorter numbers than their sums: none may come out above the peak.
    private Span? Span(Series series) =>
        cells[(int)series] is { Count: > 0 } cell ? new Span(Math.Min(cell.Sum / cell.Count, cell.Peak), cell.Peak) : null;

    private byte Mask(Func<Cell, bool> isSet)
    {
        var mask = 0;
        for (var i = 0; i < SeriesCount; i++)
            mask |= isSet(cells[i]) ? 1 << i : 0;
        return (byte)mask;
    }

    private struct Cell
    {
        public double Sum;
        public float Peak;
        public int Count;

        public void Absorb(Cell other)
        {
            if (other.Count == 0 || Count > int.MaxValue / 2)
                return;
            Peak = Count == 0 ? other.Peak : Math.Max(Peak, other.Peak);
            Sum += other.Sum;
            Count += other.Count;
        }

        public readonly void Write(BinaryWriter packed)
        {
            packed.Write((float)(Sum / Count));
            if (Count == 1)
                return;
            packed.Write7BitEncodedInt(Count);
            packed.Write(Peak);
        }

        public static Cell Read(BinaryReader packed, bool once)
        {
            var average = packed.ReadSingle();
            var count = once ? 1 : packed.Read7BitEncodedInt();
            return new Cell { Sum = (double)average * count, Count = count, Peak = once ? average : packed.ReadSingle() };
        }
    }

    [InlineArray(SeriesCount)]
    private struct Cells
    {
        private Cell first;
    }
}
