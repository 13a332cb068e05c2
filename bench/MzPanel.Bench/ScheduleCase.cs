using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>What ten thousand schedules cost a silo while none is due: processor time beside that of the same silo without any.</summary>
internal static class ScheduleCase
{
    private const int Schedules = 10_000;
    private const int Asking = 16;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        var (server, _) = await panel.ServerAsync("schedules");
        var (before, beforeBelow) = await IdleAsync(silo, records);
        // None is due before next January.
        await Parallel.ForAsync(0, Schedules, new ParallelOptions { MaxDegreeOfParallelism = Asking }, async (i, _) =>
            await panel.ScheduleAsync(server, $"schedule {i}", $"{i % 60} {i / 60 % 24} {1 + i % 28} 1 *"));
        var (after, afterBelow) = await IdleAsync(silo, records);
        Console.WriteLine($"{Schedules} schedules of which none is due, {records.Name}: {100 * after:0.00} % of a core in the silo and {100 * afterBelow:0.00} % in the database, "
            + $"{100 * before:0.00} % and {100 * beforeBelow:0.00} % without (goal: under 2 % together)");
        report.Less("10,000 schedules of which none is due, to none", 100 * (after + afterBelow), "% of a core", 100 * (before + beforeBelow));
    }

    private static async Task<(double Silo, double Database)> IdleAsync(SiloProcess silo, Records records)
    {
        await Task.Delay(Settled);
        var (start, used, below) = (Stopwatch.GetTimestamp(), silo.ProcessorTime, Below(records));
        await Task.Delay(Span);
        var passed = Stopwatch.GetElapsedTime(start);
        return ((silo.ProcessorTime - used) / passed, (Below(records) - below) / passed);
    }

    private static TimeSpan Below(Records records) => records.IsPostgres ? records.Postgres.ProcessorTime : TimeSpan.Zero;
}
