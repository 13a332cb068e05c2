using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>One command on ten thousand servers, whose agents are a process of their own: accepted, asked, and all of it recorded.</summary>
internal static class LargeRolloutCase
{
    private const int Servers = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        var servers = await CrowdServer.RegisterAsync(panel, Servers, "bulk");
        await using var crowd = await Crowd.StartAsync(servers, [silo.Address]);
        if (!await crowd.AllWelcomedAsync(Servers, 0, Limit))
            throw new TimeoutException("The crowd did not come in.");
        foreach (var parallel in (int[])[100, 1_000])
            await MeasureAsync(silo, panel, crowd, servers, parallel, records.Name, report);
    }

    private static async Task MeasureAsync(SiloProcess silo, Panel panel, Crowd crowd, IReadOnlyList<CrowdServer> servers, int parallel, string records, Report report)
    {
        var (start, spent) = (Stopwatch.GetTimestamp(), silo.ProcessorTime);
        var rollout = await panel.RolloutAsync(servers.Select(server => server.Id), "system.info", parallel);
        var accepted = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        while (await panel.SucceededAsync(rollout) < Servers)
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"{await panel.SucceededAsync(rollout)} of {Servers} have succeeded.");
            await Task.Delay(Look);
        }
        var (ended, asked) = (Stopwatch.GetElapsedTime(start).TotalSeconds, crowd.AskedSince(start));
        Console.WriteLine($"Rollout over {Servers} servers, {parallel} at once, {records}: accepted after {accepted:0} ms, first cmd after {asked[0]:0.00} s, "
            + $"half after {asked[asked.Count / 2]:0.0} s, all {asked.Count} after {asked[^1]:0.0} s, all recorded after {ended:0.0} s; "
            + $"processor time of the silo {(silo.ProcessorTime - spent).TotalMilliseconds / Servers:0.00} ms a server");
        report.Less($"accepted, {parallel} at once", accepted, "ms");
        report.Less($"to the last cmd, {parallel} at once", asked[^1], "s");
        report.Less($"to the last result, {parallel} at once", ended, "s");
    }
}
