using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Half an hour of 2,000 agents that beat and 20 jobs a second with 20 lines each, after a warm-up that is longer than anything is kept
/// in memory (a quarter of an hour: metrics, grains that nobody calls): what grows.
/// </summary>
internal static class SoakCase
{
    private const int Agents = 2_000;
    private const int JobsPerSecond = 20;
    private static readonly TimeSpan Welcomes = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Emptied = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        var servers = await CrowdServer.RegisterAsync(panel, Agents, "soak");
        await using var crowd = await Crowd.StartAsync(servers, [silo.Address]);
        if (!await crowd.AllWelcomedAsync(Agents, 0, Welcomes))
            throw new TimeoutException("The crowd did not come in.");
        using var stop = new CancellationTokenSource();
        var jobs = JobsAsync(panel, servers, stop.Token);
        await LookAsync(silo, WarmUp, "warm-up");
        var (spent, seen) = (silo.ProcessorTime, await LookAsync(silo, Span, "soak"));
        var cores = (silo.ProcessorTime - spent) / Span;
        await stop.CancelAsync();
        var took = await jobs;
        await EmptyAsync(panel);
        Tell(records.Name, seen, took, crowd, cores, report);
    }

    private static void Tell(string records, List<Sight> seen, List<double> took, Crowd crowd, double cores, Report report)
    {
        var slope = Slope.PercentPerHour([.. seen.Select(s => s.At)], [.. seen.Select(s => (double)s.Rss)]);
        Console.WriteLine($"Soak of {Span.TotalMinutes:0} minutes, {Agents} agents, {JobsPerSecond} jobs/s, {records}: resident memory {slope:+0.0;-0.0} % an hour (goal < 1), "
            + $"{seen.Min(s => s.Rss) / 1048576} to {seen.Max(s => s.Rss) / 1048576} MiB; descriptors {seen[0].Descriptors} to {seen[^1].Descriptors} (at most {seen.Max(s => s.Descriptors)}), "
            + $"threads {seen[0].Threads} to {seen[^1].Threads} (at most {seen.Max(s => s.Threads)}); silo {100 * cores:0.0} % of a core");
        Figures.Print("POST of a job to its 202", "ms", took);
        Console.WriteLine($"jobs accepted {took.Count}, asked of agents {crowd.Count('j', 0)}; links closed {crowd.Count('c', 0)}, refused {crowd.Count('r', 0)}, failed {crowd.Count('f', 0)}");
        report.Less("resident memory, growth", slope, "percent an hour");
        report.Less("processor time", 100 * cores, "percent of a core");
    }

    /// <summary>Milliseconds that each POST took.</summary>
    private static async Task<List<double>> JobsAsync(Panel panel, IReadOnlyList<CrowdServer> servers, CancellationToken stop)
    {
        var running = new List<Task<double>>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / JobsPerSecond));
        for (var job = 0; !stop.IsCancellationRequested; job++)
        {
            running.Add(JobAsync(panel, servers[job * 7 % servers.Count].Id));
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
        return [.. await Task.WhenAll(running)];
    }

    private static async Task<double> JobAsync(Panel panel, string server)
    {
        var start = Stopwatch.GetTimestamp();
        await panel.JobAsync(server, "system.info", new { });
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<List<Sight>> LookAsync(SiloProcess silo, TimeSpan span, string what)
    {
        var (start, seen) = (Stopwatch.GetTimestamp(), new List<Sight>());
        using var pace = new PeriodicTimer(Look);
        while (Stopwatch.GetElapsedTime(start) is var at && at < span)
        {
            seen.Add(new Sight(at, silo.Rss, silo.Descriptors, silo.Threads));
            if (seen.Count % 12 == 1)
                Console.WriteLine($"{what}, minute {at.TotalMinutes:0}: {seen[^1].Rss / 1048576} MiB, {seen[^1].Descriptors} descriptors, {seen[^1].Threads} threads");
            await pace.WaitForNextTickAsync();
        }
        return seen;
    }

    /// <summary>Nothing may be left that never ended.</summary>
    private static async Task EmptyAsync(Panel panel)
    {
        for (var start = Stopwatch.GetTimestamp(); await panel.JobsAsync("queued") + await panel.JobsAsync("running") > 0; await Task.Delay(Look))
            if (Stopwatch.GetElapsedTime(start) > Emptied)
                throw new TimeoutException("Jobs are left that did not end.");
    }

    private readonly record struct Sight(TimeSpan At, long Rss, int Descriptors, int Threads);
}
