using System.Diagnostics;

namespace MzPanel.Bench;

/// <summary>
/// Published silo, start of the process to <c>/healthz/ready</c>, in wall time and in processor time; beside it a
/// program that does nothing, from its start to its end. On a box with other work only the processor time says something.
/// </summary>
internal static class StartCase
{
    /// <summary>Argument with which this program does nothing.</summary>
    public const string Nothing = "nothing";

    private const int Runs = 9;

    public static async Task RunAsync(Records records)
    {
        var (wall, processor, floor) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            await using var silo = await records.SiloAsync();
            wall.Add(silo.StartToReady.TotalMilliseconds);
            processor.Add(silo.ProcessorTime.TotalMilliseconds);
            floor.Add(await NothingAsync());
        }
        var (bottom, _) = Figures.Print("a program that does nothing, start to end", "ms", floor);
        var (p50, _) = Figures.Print($"silo start to ready, {records.Name} (goal ≤ 1200 on SQLite, 1500 on PostgreSQL)", "ms", wall);
        Figures.Print("  its processor time", "ms", processor);
        Console.WriteLine($"best: {wall.Min():0} ms; ratio of the medians: {p50 / bottom:0.0}");
    }

    private static async Task<double> NothingAsync()
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(Environment.ProcessPath!, Nothing);
        await process.WaitForExitAsync();
        return clock.Elapsed.TotalMilliseconds;
    }
}
