using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MzPanel.Data;
using MzPanel.Data.Metrics;
using MzPanel.Grains.Servers;

namespace MzPanel.Grains.Metrics;

/// <summary>
/// Writes what this silo's servers measured, all of them together: a grain hands over its news each minute, and nothing is written for
/// a single heartbeat. A silo that is killed loses the last minute and a quarter.
/// </summary>
internal sealed partial class MetricsBatch(MetricsRecords records, Database database, TimeProvider time, ILogger<MetricsBatch> logger) : BackgroundService, IMetricsReader
{
    /// <summary>What waits for one server while the records are away; beyond it the oldest goes.</summary>
    public const int MaxBytesPerServer = 32 * 1024;

    private const int AtOnce = 512;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private readonly Pulse pulse = database.Pulses.Of("writer of metrics");
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<MetricsChunk>> waiting = [];

    /// <summary>Takes in what is new; what was handed over of the same span before is in it.</summary>
    public void Add(IReadOnlyList<MetricsChunk> news)
    {
        lock (gate)
            foreach (var chunk in news)
                Put(chunk);
    }

    /// <summary>Bytes that wait of one server.</summary>
    public int Held(string serverId) => Waiting(serverId).Sum(chunk => chunk.Points.Length);

    /// <summary>Stores what waits of one server: its grain ends.</summary>
    public Task SaveAsync(string serverId) => StoreAsync(Waiting(serverId));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MetricsPoint>> ReadAsync(string serverId, long from, long to, int stepS)
    {
        // In this order: what is stored in between is seen twice, and counted once.
        var unsaved = Waiting(serverId);
        var saved = await records.ReadAsync(serverId, Resolution.For(stepS).StepS, from - stepS * 1000L, to + stepS * 1000L);
        return MetricsMerge.Read(saved.Where(row => !unsaved.Any(row.IsAbout)).Concat(unsaved), from, to, stepS);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await pulse.TurnAsync(FlushAsync);
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        foreach (var chunks in Everything().Chunk(AtOnce))
        {
            if (!await StoreAsync(chunks))
                return;
            pulse.Beat();
        }
    }

    private async Task<bool> StoreAsync(IReadOnlyList<MetricsChunk> chunks)
    {
        try
        {
            await records.SaveAsync(chunks);
            Remove(chunks);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it was: metrics are no reason to end a silo.
            LogKept(e, chunks.Count);
            return false;
        }
    }

    private void Put(MetricsChunk chunk)
    {
        if (!waiting.TryGetValue(chunk.ServerId, out var chunks))
            waiting[chunk.ServerId] = chunks = [];
        chunks.RemoveAll(chunk.IsAbout);
        chunks.Add(chunk);
        while (chunks.Sum(each => each.Points.Length) > MaxBytesPerServer)
            chunks.RemoveAt(0);
    }

    private void Remove(IReadOnlyList<MetricsChunk> stored)
    {
        lock (gate)
            foreach (var chunk in stored)
                if (waiting.TryGetValue(chunk.ServerId, out var chunks) && chunks.RemoveAll(each => ReferenceEquals(each, chunk)) > 0 && chunks.Count == 0)
                    waiting.Remove(chunk.ServerId);
    }

    private List<MetricsChunk> Waiting(string serverId)
    {
        lock (gate)
            return [.. waiting.GetValueOrDefault(serverId) ?? []];
    }

    private List<MetricsChunk> Everything()
    {
        lock (gate)
            return [.. waiting.Values.SelectMany(chunks => chunks)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} spans of metrics could not be written; tried again in a moment")]
    private partial void LogKept(Exception e, int count);
}
