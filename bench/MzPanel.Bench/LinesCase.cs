using System.Diagnostics;
using MzPanel.Bench.Beside;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Processor time a line of 100 bytes, in frames of 50, durable and acknowledged, of the silo and of the Node peer: of a job that nobody
/// watches, and of one with a viewer. In turns, on one PostgreSQL.
/// </summary>
internal static class LinesCase
{
    // The silo's code is compiled well only after ten seconds under load or so: until then a line costs it three times as much.
    private const int WarmUps = 6;
    private const int Rounds = 5;
    private const int Lines = 60_000;
    private const int Frame = 50;

    // A little less than an agent may have in flight.
    private const int Window = 10_000;
    private const double Goal = 2.5;

    public static async Task RunAsync(Postgres postgres, Report report)
    {
        await using var silo = await SiloProcess.StartAsync(await postgres.DatabaseAsync());
        await using var node = await NodePeer.StartAsync(postgres);
        using var ours = await Panel.OfAsync(silo);
        using var theirs = await Panel.OfAsync(node);
        await using var siloAlone = await Log.OpenAsync(silo, ours, postgres, watched: false);
        await using var nodeAlone = await Log.OpenAsync(node, theirs, postgres, watched: false);
        await using var siloWatched = await Log.OpenAsync(silo, ours, postgres, watched: true);
        await using var nodeWatched = await Log.OpenAsync(node, theirs, postgres, watched: true);
        Log[] logs = [siloAlone, nodeAlone, siloWatched, nodeWatched];
        for (var round = 0; round < WarmUps + Rounds; round++)
            foreach (var log in logs)
                await log.RunAsync(round);
        foreach (var log in logs)
            Console.WriteLine($"{log.Name}: {log.Work.Show()} us of processor time a line, server {log.Server.Median:0.00} and database {log.Database.Median:0.00}; {log.Rate.Median:0} lines/s");
        Console.WriteLine($"goal: silo with a viewer ≤ {Goal} us, ≥ 200,000 lines/s");
        foreach (var (what, of, floor) in new[] { ("unwatched", siloAlone, nodeAlone), ("one viewer", siloWatched, nodeWatched) })
        {
            Console.WriteLine($"{what}: silo {of.Work.Median / floor.Work.Median:0.00} times Node's processor time a line, {of.Rate.Median / floor.Rate.Median:0.00} times its lines/s");
            report.Less($"a durable line, {what}, server and database, silo to Node", of.Work.Median, "us", floor.Work.Median);
            report.More($"durable lines, {what}, silo to Node", of.Rate.Median, "lines/s", floor.Rate.Median);
        }
        report.Less("a durable line of the silo, one viewer to none", siloWatched.Work.Median, "us", siloAlone.Work.Median);
    }

    /// <summary>A job that writes lines, and who watches it.</summary>
    private sealed class Log : IAsyncDisposable
    {
        private readonly List<(double Server, double Database, double Rate)> rounds = [];
        private readonly IContender server;
        private readonly Postgres postgres;
        private readonly RunningJob job;
        private LineViewer? viewer;

        private Log(IContender server, Postgres postgres, RunningJob job) => (this.server, this.postgres, this.job) = (server, postgres, job);

        public string Name => $"{server.Name}, {(viewer is null ? "unwatched" : "one viewer")}";

        public Spread Server => Spread.Of(rounds.Select(r => r.Server))!;

        public Spread Database => Spread.Of(rounds.Select(r => r.Database))!;

        public Spread Work => Spread.Of(rounds.Select(r => r.Server + r.Database))!;

        public Spread Rate => Spread.Of(rounds.Select(r => r.Rate))!;

        public static async Task<Log> OpenAsync(IContender server, Panel panel, Postgres postgres, bool watched)
        {
            var log = new Log(server, postgres, await RunningJob.StartAsync(server, panel, watched ? "watched" : "alone"));
            if (watched)
                log.viewer = new LineViewer(await panel.Http.GetStreamAsync($"/v1/jobs/{log.job.JobId}/logs/stream"));
            return log;
        }

        public async Task RunAsync(int round)
        {
            var (first, last) = (1 + (round * Lines), (round + 1) * Lines);
            var (used, below, start) = (server.ProcessorTime, postgres.ProcessorTime, Stopwatch.GetTimestamp());
            await job.WriteLinesAsync(first, last, Frame, Window);
            var rate = Lines / Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (viewer is not null)
                await viewer.SeenAsync(last);
            if (round >= WarmUps)
                rounds.Add(((server.ProcessorTime - used).TotalMicroseconds / Lines, (postgres.ProcessorTime - below).TotalMicroseconds / Lines, rate));
        }

        public async ValueTask DisposeAsync()
        {
            viewer?.Dispose();
            await job.DisposeAsync();
        }
    }
}
