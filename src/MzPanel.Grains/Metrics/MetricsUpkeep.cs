using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MzPanel.Data;
using MzPanel.Data.Metrics;

namespace MzPanel.Grains.Metrics;

/// <summary>
/// Rolls metrics into coarser steps and lets go of what is old. Every silo does, at times of its own; what two do at once is the same. What is
/// old is so by the clock of the database: a silo whose own is ahead would sweep what all the others measured.
/// </summary>
internal sealed partial class MetricsUpkeep(MetricsRecords records, Database database, Jitter jitter, TimeProvider time, ILogger<MetricsUpkeep> logger) : BackgroundService
{
    private const int RowsPerDelete = 1000;
    private const int RowsPerRoll = 4000;

    // One turn is no longer than that many steps: the next one goes on.
    private const int StepsPerTurn = 200;

    // Until nobody has news of a span any more: a grain hands them over each minute, the batch writes each 15 s.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly Pulse pulse = database.Pulses.Of("upkeep of metrics");

    /// <summary>Does what is due, or the first part of it.</summary>
    public async Task TurnAsync()
    {
        var now = await database.ClockAsync();
        for (var i = 0; i < Resolution.All.Count; i++)
        {
            if (i + 1 < Resolution.All.Count)
                await RepeatAsync(() => RollAsync(Resolution.All[i], Resolution.All[i + 1], now));
            await RepeatAsync(async () => await records.SweepAsync(Resolution.All[i].StepS, Before(now, Resolution.All[i].Kept), RowsPerDelete) == RowsPerDelete);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(jitter.Between(Period * 0.9, Period * 1.1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await pulse.TurnAsync(TryAsync);
    }

    private async Task TryAsync()
    {
        try
        {
            await TurnAsync();
        }
        catch (Exception e)
        {
            // Whatever it was: metrics are no reason to end a silo.
            LogLate(e);
        }
    }

    private async Task RepeatAsync(Func<Task<bool>> work)
    {
        for (var left = StepsPerTurn; left > 0 && await work(); left--)
            pulse.Beat();
    }

    /// <summary>Rolls the earliest due span of some servers; whether there was any.</summary>
    private async Task<bool> RollAsync(Resolution from, Resolution to, DateTimeOffset now)
    {
        // A coarser row is made once, when its whole span is over and rolled that far.
        var over = to.SpanOf(Before(now, Settling + (to.Span > from.Span ? from.Span + Settling : TimeSpan.Zero)));
        if (await records.FirstUnrolledAsync(from.StepS, over) is not { } first)
            return false;
        var start = to.SpanOf(first);
        var servers = (int)Math.Max(1, RowsPerRoll * from.SpanMs / to.SpanMs);
        var rows = await records.UnrolledAsync(from.StepS, start, start + to.SpanMs, Math.Min(servers, RowsPerRoll / 20));
        var gone = start < Before(now, from.Kept - from.Span)
            ? await records.OfSpanAsync(to.StepS, start, [.. rows.Select(row => row.ServerId).Distinct()]) : [];
        await records.RollAsync([.. rows.GroupBy(row => row.ServerId).Select(mine => Roll([.. mine], gone, to))], to.SpanMs, to == Resolution.All[^1]);
        return rows.Count > 0;
    }

    /// <summary>Where finer rows may be gone already, what comes late is added to the row that they were rolled into.</summary>
    private static MetricsRoll Roll(IReadOnlyList<MetricsChunk> mine, IReadOnlyList<MetricsChunk> gone, Resolution to)
    {
        var before = gone.Where(row => row.ServerId == mine[0].ServerId).ToList();
        IEnumerable<MetricsChunk> parts = before.Count == 0 ? mine : before.Concat(mine.Where(row => !row.IsRolled));
        return new MetricsRoll(MetricsMerge.Roll([.. parts], to), mine);
    }

    private static long Before(DateTimeOffset now, TimeSpan age) => (now - age).ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Metrics were not rolled up; tried again in a minute")]
    private partial void LogLate(Exception e);
}
