using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>The silo's part of making a site: POST to its 202, and to the <c>cmd</c> frame at the agent, one at a time.</summary>
internal static class SiteCase
{
    private const int Warm = 500;
    private const int Sites = 500;

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        await using var agent = await QuickAgent.ConnectAsync(silo, panel, "sites");
        var (accepted, commanded) = (new List<double>(), new List<double>());
        for (var site = 0; site < Warm + Sites; site++)
        {
            var arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            agent.Arrived = at => arrival.TrySetResult(at);
            var start = Stopwatch.GetTimestamp();
            await panel.SiteAsync(agent.ServerId, $"s{site}.example");
            var answered = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var arrived = Stopwatch.GetElapsedTime(start, await arrival.Task.WaitAsync(TimeSpan.FromSeconds(10))).TotalMilliseconds;
            if (site < Warm)
                continue;
            accepted.Add(answered);
            commanded.Add(arrived);
        }
        report.Less("POST to 202, p50", Figures.Print($"POST /v1/sites to 202, {records.Name} (goal < 50)", "ms", accepted).P50, "ms");
        report.Less("POST to cmd, p50", Figures.Print("POST /v1/sites to cmd", "ms", commanded).P50, "ms");
    }
}
