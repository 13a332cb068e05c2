using MzPanel.Data.Metrics;

namespace MzPanel.Grains.Metrics;

/// <summary>Steps of one span of time, and what they are packed to for the records. Pure.</summary>
internal sealed class MetricsSpan(long at, long part, long heardAt, int stepS)
{
    private const byte Format = 1;
    private readonly List<Bucket> buckets = [];

    public long At => at;

    public int Count => buckets.Count;

    public long HeardAt { get; private set; } = heardAt;

    /// <summary>Whether it holds something that was not packed yet.</summary>
    public bool HasNews { get; private set; }

    /// <summary>The bucket of a heartbeat; none is older than the one before.</summary>
    public Bucket Open(long beatAt)
    {
        (HeardAt, HasNews) = (beatAt, true);
        var start = beatAt / (stepS * 1000L) * (stepS * 1000L);
        if (buckets.Count == 0 || buckets[^1].At < start)
            buckets.Add(new Bucket(start));
        return buckets[^1];
    }

    public MetricsChunk Pack(string serverId)
    {
        HasNews = false;
        return new MetricsChunk { ServerId = serverId, StepS = stepS, SpanAt = at, Part = part, HeardAt = HeardAt, Points = Pack(at, buckets) };
    }

    /// <summary>A span as another silo packed it.</summary>
    public static MetricsSpan Of(MetricsChunk chunk)
    {
        var span = new MetricsSpan(chunk.SpanAt, chunk.Part, chunk.HeardAt, (int)chunk.StepS) { HasNews = true };
        span.buckets.AddRange(Unpack(chunk));
        return span;
    }

    public static byte[] Pack(long spanAt, IEnumerable<Bucket> buckets)
    {
        using var bytes = new MemoryStream();
        using var packed = new BinaryWriter(bytes);
        packed.Write(Format);
        foreach (var bucket in buckets)
            bucket.Write(packed, spanAt);
        packed.Flush();
        return bytes.ToArray();
    }

    /// <summary>The steps of a row. One that is damaged counts as far as it can be read: it must not keep all others from being rolled.</summary>
    public static IReadOnlyList<Bucket> Unpack(MetricsChunk chunk)
    {
        var buckets = new List<Bucket>();
        using var packed = new BinaryReader(new MemoryStream(chunk.Points));
        try
        {
            // Points of a format that a later program made are left to it.
            if (packed.ReadByte() == Format)
                while (packed.BaseStream.Position < packed.BaseStream.Length)
                    buckets.Add(Bucket.Read(packed, chunk.SpanAt));
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException)
        {
            return buckets;
        }
        return buckets;
    }
}
