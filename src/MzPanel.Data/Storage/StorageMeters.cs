using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MzPanel.Data.Storage;

/// <summary>What the writers count: of the process, because the records are open before there is anything to hand a meter by.</summary>
internal static class StorageMeters
{
    private static readonly Meter Meter = new(PanelMeter.Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("mzpanel.storage.commit", "s", "From the begin of a group to its commit");

    private static readonly Histogram<int> Size = Meter.CreateHistogram(
        "mzpanel.storage.group", "{operation}", "Operations in one commit",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });

    private static readonly UpDownCounter<int> Waiting =
        Meter.CreateUpDownCounter<int>("mzpanel.storage.waiting", "{operation}", "Operations in the queues of the writers");

    private static readonly Counter<long> Faults =
        Meter.CreateCounter<long>("mzpanel.storage.faults", "{group}", "Groups that were not committed, by the reason");

    public static long Start() => Stopwatch.GetTimestamp();

    public static void Committed(long started, int operations)
    {
        Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        Size.Record(operations);
    }

    public static Exception Failed(Exception fault)
    {
        Faults.Add(1, new KeyValuePair<string, object?>("reason", Reason(fault)));
        return fault;
    }

    public static void Queued() => Waiting.Add(1);

    public static void Left() => Waiting.Add(-1);

    private static string Reason(Exception fault) => fault switch
    {
        StorageException { Fault: StorageFault.Full } => "full",
        StorageException { Fault: StorageFault.Unavailable } => "unavailable",
        StorageException => "outcome_unknown",
        RecordConflictException => "conflict",
        _ => "refused",
    };
}
