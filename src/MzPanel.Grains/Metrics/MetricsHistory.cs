using MzPanel.Data.Metrics;
using MzPanel.Protocol.Metrics;

namespace MzPanel.Grains.Metrics;

/// <summary>
/// What a server measured in this quarter of an hour, ten seconds a step, on its way to the records; all that is older is there. Pure;
/// bounded by <see cref="MaxBytes"/>.
/// </summary>
internal sealed class MetricsHistory
{
    /// <summary>The span that is filled, and one that is not taken yet.</summary>
    private const int MaxSpans = 2;

    private const int StepsPerSpan = 90;

    /// <summary>A grain that moves may be told its last heartbeats again.</summary>
    private const long HandedOverAgainMs = 120_000;

    /// <summary>What it never takes more than.</summary>
    public const int MaxBytes = MaxSpans * StepsPerSpan * Bucket.Bytes;

    private readonly List<MetricsSpan> spans = [];
    private (long At, NetCounters Net)? lastNet;

    /// <summary>Steps held.</summary>
    public int Count => spans.Sum(span => span.Count);

    /// <summary>
    /// Folds a heartbeat in; one that is a little older than the last is dropped, for it may be handed over again. What is much older
    /// comes from a clock that was set back, and begins a part of its own.
    /// </summary>
    public void Add(long at, Heartbeat beat)
    {
        var back = spans.Count == 0 ? 0 : spans[^1].HeardAt - at;
        if (spans.Count > 0 && back is >= 0 and < HandedOverAgainMs)
            return;
        var start = Resolution.Finest.SpanOf(at);
        if (spans.Count == 0 || spans[^1].At < start || back > 0)
            spans.Add(new MetricsSpan(start, at, at, Resolution.Finest.StepS));
        if (spans.Count > MaxSpans)
            spans.RemoveAt(0);
        Fold(spans[^1].Open(at), at, beat);
    }

    /// <summary>What the records do not know yet; only the span of the moment is kept.</summary>
    public IReadOnlyList<MetricsChunk> TakeNews(string serverId)
    {
        var news = spans.Where(span => span.HasNews).Select(span => span.Pack(serverId)).ToList();
        if (spans.Count > 1)
            spans.RemoveRange(0, spans.Count - 1);
        return news;
    }

    /// <summary>The history that another silo packed.</summary>
    public static MetricsHistory Of(byte[] carried)
    {
        using var packed = new BinaryReader(new MemoryStream(carried));
        var history = new MetricsHistory();
        if (packed.ReadBoolean())
            history.lastNet = (packed.ReadInt64(), new NetCounters { RxBytes = packed.ReadInt64(), TxBytes = packed.ReadInt64() });
        // Where an earlier program told how many minutes follow.
        if (packed.ReadInt32() == 0 && packed.BaseStream.Position < packed.BaseStream.Length)
            history.spans.Add(MetricsSpan.Of(new MetricsChunk
            {
                ServerId = "", StepS = Resolution.Finest.StepS, SpanAt = packed.ReadInt64(), Part = packed.ReadInt64(), HeardAt = packed.ReadInt64(),
                Points = packed.ReadBytes(MaxBytes),
            }));
        return history;
    }

    /// <summary>For a move to another silo: the span of the moment, and the last counters.</summary>
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
        packed.Write(0);
        if (spans.Count > 0)
            Carry(packed, spans[^1].Pack(""));
        packed.Flush();
        return bytes.ToArray();
    }

    private static void Carry(BinaryWriter packed, MetricsChunk chunk)
    {
        packed.Write(chunk.SpanAt);
        packed.Write(chunk.Part);
        packed.Write(chunk.HeardAt);
        packed.Write(chunk.Points);
    }

    private void Fold(Bucket bucket, long at, Heartbeat beat)
    {
        bucket.Add(Series.Cpu, beat.CpuPct);
        bucket.Add(Series.Load, beat.Load is { Count: > 0 } load ? load[0] : null);
        bucket.Add(Series.Mem, beat.MemUsed);
        bucket.Add(Series.Swap, beat.SwapUsed);
        bucket.Add(Series.Disk, beat.Disks is { Count: > 0 } disks ? disks.Max(d => d.Total > 0 ? 100.0 * d.Used / d.Total : 0) : null);
        // Counters start again at a reboot: a step back is no traffic.
        if (beat.Net is { } net && lastNet is var (before, counters) && at > before)
        {
            bucket.Add(Series.Rx, Math.Max(0, net.RxBytes - counters.RxBytes) * 1000.0 / (at - before));
            bucket.Add(Series.Tx, Math.Max(0, net.TxBytes - counters.TxBytes) * 1000.0 / (at - before));
        }
        lastNet = beat.Net is null ? lastNet : (at, beat.Net);
    }
}
