using System.Diagnostics;

namespace MzPanel.Bench;

/// <summary>
/// Jobs accepted and dispatched a second by 32 clients, each with a server of its own and one job at a time, in turns with bare
/// commits of as many clients. Each job goes on to its recorded end: four transitions, where a bare commit is one row.
/// </summary>
internal static class ManyCase
{
    private const int Clients = 32;
    private const int Rounds = 5;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Records records)
    {
        await using var silo = await records.SiloAsync();
        using var panel = await Panel.OfAsync(silo);
        await using var bare = await records.FloorAsync();
        var agents = new List<QuickAgent>();
        for (var client = 0; client < Clients; client++)
            agents.Add(await QuickAgent.ConnectAsync(silo, panel, $"many-{client}"));
        await DispatchAsync(panel, agents);
        var (jobs, floors, processor) = (new List<double>(), new List<double>(), silo.ProcessorTime);
        for (var round = 0; round < Rounds; round++)
        {
            jobs.Add(await DispatchAsync(panel, agents));
            floors.Add(await bare.RateAsync(Clients, Span));
        }
        processor = silo.ProcessorTime - processor;
        foreach (var agent in agents)
            await agent.DisposeAsync();
        var (made, floor) = (Figures.At([.. jobs.Order()], 0.5), Figures.At([.. floors.Order()], 0.5));
        Console.WriteLine($"{Clients} clients, {records.Name}: {made:0} jobs/s accepted and dispatched, {floor:0} bare commits/s: {made / floor:0.00} of them (goal ≥ 0.5); "
            + $"silo: {processor.TotalMilliseconds / (jobs.Sum() * Span.TotalSeconds):0.00} ms of processor time a job");
    }

    private static async Task<double> DispatchAsync(Panel panel, IEnumerable<QuickAgent> agents)
    {
        var start = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(agents.Select(async agent =>
        {
            using var arrived = new SemaphoreSlim(0);
            agent.Arrived = _ => arrived.Release();
            var jobs = 0;
            for (; Stopwatch.GetElapsedTime(start) < Span; jobs++)
            {
                await panel.JobAsync(agent.ServerId, "system.info", new { });
                if (!await arrived.WaitAsync(TimeSpan.FromSeconds(30)))
                    throw new TimeoutException("A job was not dispatched.");
            }
            agent.Arrived = _ => { };
            return jobs;
        }));
        return done.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
