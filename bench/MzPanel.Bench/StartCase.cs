using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Published silo, start of the process to <c>/healthz/ready</c>, in wall time and in processor time; beside it a
/// program that does nothing, from its start to its end. On a box with other work only the processor time says something.
/// On PostgreSQL also into a database that is there already: joining a silo that runs, and alone, first after a kill.
/// </summary>
internal static class StartCase
{
    /// <summary>Argument with which this program does nothing.</summary>
    public const string Nothing = "nothing";

    private const int Runs = 9;

    public static async Task RunAsync(Records records, Report report)
    {
        await SeriesAsync($"silo start to ready, {records.Name}, empty (goal ≤ 1200 on SQLite, 1500 on PostgreSQL)", records.SiloAsync, "empty", report);
        if (!records.IsPostgres)
            return;
        await using var cluster = await Cluster.StartAsync(records.Postgres, 1);
        await SeriesAsync("joins a silo that runs (goal ≤ 1500)", cluster.JoinAsync, "joins a silo that runs", report);
        await cluster.KillAsync();
        await SeriesAsync("alone, the database there already (goal ≤ 1500)", async () =>
        {
            await cluster.StartAgainAsync();
            var silo = cluster.Silos[0];
            cluster.Silos.Clear();
            return silo;
        }, "the database there already", report);
    }

    /// <summary>Each silo is asked to end when it is ready: the next one would look for a neighbour that was killed.</summary>
    private static async Task SeriesAsync(string what, Func<Task<SiloProcess>> start, string name, Report report)
    {
        var (wall, processor, floor) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            await using var silo = await start();
            wall.Add(silo.StartToReady.TotalMilliseconds);
            processor.Add(silo.ProcessorTime.TotalMilliseconds);
            floor.Add(await NothingAsync());
            await silo.EndAsync();
        }
        var (p50, _) = Figures.Print(what, "ms", wall);
        var (used, _) = Figures.Print("  its processor time", "ms", processor);
        var (bottom, _) = Figures.Print("  a program that does nothing, start to end", "ms", floor);
        Console.WriteLine($"  best: {wall.Min():0} ms; ratio of the medians: {p50 / bottom:0.0}");
        report.Less($"start to ready, {name}, p50, to a program that does nothing", p50, "ms", bottom);
        report.Less($"its processor time, {name}, p50", used, "ms");
    }

    private static async Task<double> NothingAsync()
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(Environment.ProcessPath!, Nothing);
        await process.WaitForExitAsync();
        return clock.Elapsed.TotalMilliseconds;
    }
}
