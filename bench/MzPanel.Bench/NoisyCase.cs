using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// One agent that emits 200 MB of output beside 300 quiet ones, which get a job each in turn: from the <c>POST</c> to the <c>cmd</c>,
/// before the flood and during it, and how much the silo's memory grows.
/// </summary>
internal static class NoisyCase
{
    private const int Quiet = 300;
    private const int Bytes = 200_000_000;
    private const int LineBytes = 100;
    private const int Lines = Bytes / LineBytes;
    private const int Frame = 50;
    private const int Window = 5_000;
    private const int CalmJobs = 600;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        var agents = new List<QuickAgent>();
        for (var agent = 0; agent < Quiet; agent++)
            agents.Add(await QuickAgent.ConnectAsync(silo, panel, $"quiet-{agent}"));
        await using var noisy = await RunningJob.StartAsync(silo, panel, "noisy");
        // Twice around for code and pools that all share.
        await JobsAsync(panel, agents, done => done >= 2 * Quiet);
        var (calm, rss) = (await JobsAsync(panel, agents, done => done >= CalmJobs), silo.Rss);
        var flood = Task.Run(() => FloodAsync(noisy));
        var (loud, most) = (new List<double>(), rss);
        loud = await JobsAsync(panel, agents, _ =>
        {
            most = Math.Max(most, silo.Rss);
            return flood.IsCompleted;
        });
        var seconds = await flood;
        var (_, before) = Figures.Print($"POST to cmd of {Quiet} quiet agents, {records.Name}", "ms", calm);
        var (_, during) = Figures.Print("the same beside the flood", "ms", loud);
        Console.WriteLine($"{Bytes / 1_000_000} MB of output, durable, in {seconds:0.0} s ({Lines / seconds:0} lines/s); p99 of the quiet ones {during / before:0.0} times the calm one; "
            + $"memory grew by {(most - rss) / 1048576} MiB at most (goal ≤ 32 MiB)");
        report.Less("POST to cmd of the quiet ones, p99, to the calm one", during, "ms", before);
        report.Less("memory beside the flood", most - rss, Figure.Bytes);
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    /// <summary>A job for one agent after the other until it is enough; milliseconds that each took.</summary>
    private static async Task<List<double>> JobsAsync(Panel panel, List<QuickAgent> agents, Func<int, bool> enough)
    {
        var took = new List<double>();
        for (var job = 0; !enough(job); job++)
        {
            took.Add(await agents[job % agents.Count].DispatchAsync(panel));
            await Task.Delay(Pause);
        }
        return took;
    }

    /// <summary>Seconds until all of it is durable.</summary>
    private static async Task<double> FloodAsync(RunningJob job)
    {
        var clock = Stopwatch.StartNew();
        await job.WriteLinesAsync(1, Lines, Frame, Window).WaitAsync(Limit);
        return clock.Elapsed.TotalSeconds;
    }
}
