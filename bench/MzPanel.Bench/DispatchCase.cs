using System.Collections.Concurrent;
using System.Diagnostics;

namespace MzPanel.Bench;

/// <summary>POST of a job to the <c>cmd</c> frame at the agent, one at a time, beside one bare commit of the same database.</summary>
internal static class DispatchCase
{
    private const int Warm = 1000;
    private const int Jobs = 1000;

    public static async Task RunAsync()
    {
        await using var silo = await SiloProcess.StartAsync();
        using var panel = await Panel.OfAsync(silo);
        var (serverId, token) = await panel.ServerAsync("dispatch");
        var arrived = new ConcurrentQueue<TaskCompletionSource<long>>();
        SimAgent? agent = null;
        agent = await SimAgent.ConnectAsync(silo.Address, await panel.RegisterAsync(token, "dispatch"), async (type, root) =>
        {
            if (type != "cmd" || !arrived.TryDequeue(out var waiting))
                return;
            waiting.TrySetResult(Stopwatch.GetTimestamp());
            var id = root.GetProperty("id").GetString();
            var job = root.GetProperty("payload").GetProperty("job_id").GetString();
            await agent!.SendAsync("cmd_ack", id, """{"accepted":true}""");
            await agent.SendAsync("job_done", id, $$"""{"job_id":"{{job}}","exit_code":0,"duration_ms":1,"last_seq":0,"outcome":"exited"}""");
        });
        using var bare = new BareCommits();
        var processor = TimeSpan.Zero;
        var (measured, floors) = (new List<double>(), new List<double>());
        for (var job = 0; job < Warm + Jobs; job++)
        {
            var at = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            arrived.Enqueue(at);
            var start = Stopwatch.GetTimestamp();
            await panel.JobAsync(serverId, "system.info", new { });
            var took = Stopwatch.GetElapsedTime(start, await at.Task.WaitAsync(TimeSpan.FromSeconds(10))).TotalMilliseconds;
            await Task.Delay(2);
            // In turns, so that whatever else the box does hits both alike.
            var commit = bare.Commit();
            if (job < Warm)
            {
                processor = silo.ProcessorTime;
                continue;
            }
            measured.Add(took);
            floors.Add(commit);
        }
        processor = silo.ProcessorTime - processor;
        await agent.DisposeAsync();
        var floor = Figures.Print("one bare commit (WAL, synchronous=FULL)", "ms", floors);
        var (p50, _) = Figures.Print("POST to cmd", "ms", measured);
        Console.WriteLine($"ratio of the medians: {p50 / floor.P50:0.0} (goal ≤ 3; p99 goal ≤ 5 ms); silo: {processor.TotalMilliseconds / Jobs:0.00} ms of processor time a job, from POST to its end");
    }
}
