using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Processor time a line of 100 bytes, written in frames of 50 and committed: of a job that nobody watches, and of one that is
/// watched live through another silo. In turns, in one cluster of two silos.
/// </summary>
internal static class ViewerCase
{
    private const int Rounds = 7;
    private const int Lines = 20_000;
    private const int Frame = 50;
    private const int Window = 5_000;

    public static async Task RunAsync(Postgres postgres, Report report)
    {
        await using var cluster = await Cluster.StartAsync(postgres, 2);
        using var panel = await Panel.OfAsync(cluster.Silos[0]);
        using var other = panel.At(cluster.Silos[1]);
        await using var alone = await RunningJob.StartAsync(cluster.Silos[0], panel, "alone");
        await using var watched = await RunningJob.StartAsync(cluster.Silos[0], panel, "watched");
        using var viewer = new LineViewer(await other.Http.GetStreamAsync($"/v1/jobs/{watched.JobId}/logs/stream"));
        var (without, with) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (a, b) = (await MeasureAsync(cluster, alone, round, null), await MeasureAsync(cluster, watched, round, viewer));
            if (round == 0)
                continue;
            without.Add(a);
            with.Add(b);
        }
        Print("unwatched", without);
        Print("watched on the other silo", with);
        Console.WriteLine($"a viewer on another silo adds {100 * (Median(with, c => c.Ingest) / Median(without, c => c.Ingest) - 1):0} % to the ingest cost, "
            + $"silo and database (goal ≤ 20 %); {100 * (Median(with, c => c.All) / Median(without, c => c.All) - 1):0} % with what showing it costs the other silo");
        report.Less("ingest of a line that is watched on the other silo, to one that is not", Median(with, c => c.Ingest), "us", Median(without, c => c.Ingest));
    }

    private static async Task<Cost> MeasureAsync(Cluster cluster, RunningJob job, int round, LineViewer? viewer)
    {
        var (first, last) = (1 + (round * Lines), (round + 1) * Lines);
        var (silo, other, database, clock) = (cluster.Silos[0].ProcessorTime, cluster.Silos[1].ProcessorTime, cluster.DatabaseTime, Stopwatch.StartNew());
        await job.WriteLinesAsync(first, last, Frame, Window);
        var seconds = clock.Elapsed.TotalSeconds;
        if (viewer is not null)
            await viewer.SeenAsync(last);
        return new Cost(Each(cluster.Silos[0].ProcessorTime - silo), Each(cluster.DatabaseTime - database), Each(cluster.Silos[1].ProcessorTime - other), Lines / seconds);
    }

    private static double Each(TimeSpan time) => time.TotalMicroseconds / Lines;

    private static double Median(List<Cost> costs, Func<Cost, double> of) => Figures.At([.. costs.Select(of).Order()], 0.5);

    private static void Print(string what, List<Cost> costs) => Console.WriteLine(
        $"{what}: silo {Median(costs, c => c.Silo):0.00} us a line, database {Median(costs, c => c.Database):0.00} us, other silo {Median(costs, c => c.Other):0.00} us; {Median(costs, c => c.Rate):0} lines/s (medians of {costs.Count} rounds of {Lines} lines)");

    private sealed record Cost(double Silo, double Database, double Other, double Rate)
    {
        public double Ingest => Silo + Database;

        public double All => Ingest + Other;
    }
}
