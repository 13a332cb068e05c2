using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>One command on a thousand servers whose agents run it in no time: POST to its 202, and to the last <c>cmd</c> frame.</summary>
internal static class RolloutCase
{
    private const int Servers = 1_000;
    private const int Rounds = 3;
    private const int Connecting = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        var agents = new QuickAgent[Servers];
        await Parallel.ForAsync(0, Servers, new ParallelOptions { MaxDegreeOfParallelism = Connecting }, async (i, _) =>
            agents[i] = await QuickAgent.ConnectAsync(silo, panel, $"rollout-{i}"));
        foreach (var parallel in (int[])[100, Servers])
            await MeasureAsync(panel, agents, parallel, records.Name, report);
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    private static async Task MeasureAsync(Panel panel, QuickAgent[] agents, int parallel, string records, Report report)
    {
        var (accepted, first, all) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            using var arrived = new CountdownEvent(agents.Length);
            long firstAt = 0;
            foreach (var agent in agents)
                agent.Arrived = at =>
                {
                    Interlocked.CompareExchange(ref firstAt, at, 0);
                    arrived.Signal();
                };
            var start = Stopwatch.GetTimestamp();
            await panel.RolloutAsync(agents.Select(agent => agent.ServerId), "system.info", parallel);
            accepted.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!await Task.Run(() => arrived.Wait(Limit)))
                throw new TimeoutException($"{arrived.CurrentCount} of {agents.Length} were not asked.");
            all.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            first.Add(Stopwatch.GetElapsedTime(start, firstAt).TotalSeconds);
        }
        Console.WriteLine($"Rollout over {agents.Length} servers, {parallel} at once, {records}, medians of {Rounds}: accepted after {Middle(accepted):0} ms (goal ≤ 2,000), "
            + $"first cmd after {Middle(first):0.0} s, all after {Middle(all):0.0} s (goal ≤ 10; {all.Min():0.0} to {all.Max():0.0})");
        report.Less($"accepted, {parallel} at once", Middle(accepted), "ms");
        report.Less($"to the last cmd, {parallel} at once", Middle(all), "s");
    }

    private static double Middle(List<double> measured) => Figures.At([.. measured.Order()], 0.5);
}
