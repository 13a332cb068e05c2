using MzPanel.Data.Metrics;
using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Metrics;

/// <summary>Makes coarser steps out of packed ones, weighing every heartbeat alike. Pure.</summary>
internal static class MetricsMerge
{
    /// <summary>Points of a time, in steps of at least what the chunks have; those at its ends are whole ones.</summary>
    public static IReadOnlyList<MetricsPoint> Read(IEnumerable<MetricsChunk> chunks, long from, long to, int stepS) =>
        // A list, not a collection expression: the type the compiler makes for one does not cross silos.
        Steps(chunks.SelectMany(MetricsSpan.Unpack), stepS).Where(step => step.At + stepS * 1000L > from && step.At <= to).Select(step => step.Point()).ToList();

    /// <summary>What the rows of one server within a span come to in a coarser step.</summary>
    public static MetricsChunk Roll(IReadOnlyCollection<MetricsChunk> rows, Resolution to) => rows.First() with
    {
        StepS = to.StepS,
        SpanAt = to.SpanOf(rows.First().SpanAt),
        Part = 0,
        HeardAt = rows.Max(row => row.HeardAt),
        Points = MetricsSpan.Pack(to.SpanOf(rows.First().SpanAt), Steps(rows.SelectMany(MetricsSpan.Unpack), to.StepS)),
    };

    private static SortedDictionary<long, Bucket>.ValueCollection Steps(IEnumerable<Bucket> finer, int stepS)
    {
        var steps = new SortedDictionary<long, Bucket>();
        foreach (var one in finer)
        {
            var at = one.At / (stepS * 1000L) * (stepS * 1000L);
            if (!steps.TryGetValue(at, out var step))
                steps[at] = step = new Bucket(at);
            step.Absorb(one);
        }
        return steps.Values;
    }
}
