using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>POST of a job to the <c>cmd</c> frame at the agent, one at a time, beside one bare commit of the same database.</summary>
internal static class DispatchCase
{
    private const int Warm = 1000;
    private const int Jobs = 1000;

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        await using var agent = await QuickAgent.ConnectAsync(silo, panel, "dispatch");
        await using var bare = await records.FloorAsync();
        var processor = TimeSpan.Zero;
        var (measured, floors) = (new List<double>(), new List<double>());
        for (var job = 0; job < Warm + Jobs; job++)
        {
            var took = await agent.DispatchAsync(panel);
            await Task.Delay(2);
            // In turns, so that whatever else the box does hits both alike.
            var commit = await bare.CommitAsync();
            if (job < Warm)
            {
                processor = silo.ProcessorTime;
                continue;
            }
            measured.Add(took);
            floors.Add(commit);
        }
        processor = silo.ProcessorTime - processor;
        var floor = Figures.Print(bare.What, "ms", floors);
        var (p50, _) = Figures.Print("POST to cmd, " + records.Name, "ms", measured);
        Console.WriteLine($"ratio of the medians: {p50 / floor.P50:0.0} (goal ≤ 3; p99 goal ≤ 5 ms); silo: {processor.TotalMilliseconds / Jobs:0.00} ms of processor time a job, from POST to its end");
        report.Less("POST to cmd, p50, to one bare commit", p50, "ms", floor.P50);
        report.Less("processor time of the silo a job", processor.TotalMilliseconds / Jobs, "ms");
    }
}
