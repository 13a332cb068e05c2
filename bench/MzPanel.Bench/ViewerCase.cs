using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MzPanel.Bench;

/// <summary>
/// Processor time a line of 100 bytes, written in frames of 50 and committed: of a job that nobody watches, and of one that is
/// watched live through another silo. In turns, in one cluster of two silos.
/// </summary>
internal static partial class ViewerCase
{
    private const int Rounds = 7;
    private const int Lines = 20_000;
    private const int Frame = 50;
    private const int Window = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Postgres postgres)
    {
        await using var cluster = await Cluster.StartAsync(postgres, 2);
        using var panel = await Panel.OfAsync(cluster.Silos[0]);
        using var other = panel.At(cluster.Silos[1]);
        await using var alone = await RunningJob.StartAsync(cluster.Silos[0], panel, "alone");
        await using var watched = await RunningJob.StartAsync(cluster.Silos[0], panel, "watched");
        using var viewer = new Viewer(await other.Http.GetStreamAsync($"/v1/jobs/{watched.JobId}/logs/stream"));
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
    }

    private static async Task<Cost> MeasureAsync(Cluster cluster, RunningJob job, int round, Viewer? viewer)
    {
        var (first, last) = (1 + (round * Lines), (round + 1) * Lines);
        var (silo, other, database, clock) = (cluster.Silos[0].ProcessorTime, cluster.Silos[1].ProcessorTime, cluster.DatabaseTime, Stopwatch.StartNew());
        for (var seq = first; seq <= last; seq += Frame)
        {
            await job.WriteAsync(seq, Enumerable.Range(seq, Frame).Select(n => $"line-{n:D90}-"));
            await job.AckedAsync(Math.Max(first - 1, seq - Window));
        }
        await job.AckedAsync(last);
        var seconds = clock.Elapsed.TotalSeconds;
        if (viewer is not null)
            await viewer.SeenAsync(last).WaitAsync(Patience);
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

    /// <summary>Reads a job's event stream and knows the last line it saw.</summary>
    private sealed partial class Viewer : IDisposable
    {
        private readonly Stream stream;
        private readonly SemaphoreSlim progress = new(0);
        private long seen;

        public Viewer(Stream stream)
        {
            this.stream = stream;
            _ = Task.Run(ReadAsync);
        }

        public async Task SeenAsync(long line)
        {
            while (Interlocked.Read(ref seen) < line)
                await progress.WaitAsync(Patience);
        }

        public void Dispose() => stream.Dispose();

        private async Task ReadAsync()
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } text)
                foreach (var match in Mark().EnumerateMatches(text))
                {
                    Interlocked.Exchange(ref seen, long.Parse(text.AsSpan(match.Index + 5, match.Length - 6), System.Globalization.CultureInfo.InvariantCulture));
                    progress.Release();
                }
        }

        [GeneratedRegex("line-[0-9]+-")]
        private static partial Regex Mark();
    }
}
