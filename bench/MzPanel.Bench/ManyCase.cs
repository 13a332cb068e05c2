using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Jobs accepted and dispatched a second by 32 clients, each with a server of its own and one job at a time, in turns with bare
/// commits of as many clients. Each job goes on to its recorded end: three commits, where a bare one is one row. Where there are
/// several silos, clients and agents spread over them, so that most jobs are asked for at another silo than their agent's.
/// </summary>
internal static class ManyCase
{
    private const int Clients = 32;
    private const int Rounds = 5;
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Records records, Report report)
    {
        await using var silo = await records.SiloAsync();
        await using var bare = await records.FloorAsync();
        await MeasureAsync([silo], bare, records.IsPostgres ? () => records.Postgres.ProcessorTime : () => TimeSpan.Zero, records.Name, report);
    }

    public static async Task RunAsync(Postgres postgres, int silos, Report report)
    {
        await using var cluster = await Cluster.StartAsync(postgres, silos);
        await using var bare = await BarePostgres.OpenAsync(await postgres.DatabaseAsync());
        await MeasureAsync(cluster.Silos, bare, () => postgres.ProcessorTime, $"{silos} silos on PostgreSQL", report);
    }

    private static async Task MeasureAsync(List<SiloProcess> silos, IFloor bare, Func<TimeSpan> database, string name, Report report)
    {
        using var panel = await Panel.OfAsync(silos[0]);
        var doors = silos.Select(panel.At).ToList();
        var pairs = new List<(Panel Panel, QuickAgent Agent)>();
        for (var client = 0; client < Clients; client++)
            pairs.Add((doors[client / silos.Count % silos.Count], await QuickAgent.ConnectAsync(silos[client % silos.Count], panel, $"many-{client}")));
        await DispatchAsync(pairs);
        var (jobs, floors, spent, spentBelow) = (new List<double>(), new List<double>(), TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, below) = (Sum(silos), database());
            jobs.Add(await DispatchAsync(pairs));
            (spent, spentBelow) = (spent + Sum(silos) - before, spentBelow + database() - below);
            floors.Add(await bare.RateAsync(Clients, Span));
        }
        foreach (var (_, agent) in pairs)
            await agent.DisposeAsync();
        doors.ForEach(door => door.Dispose());
        var (made, floor, all) = (Figures.At([.. jobs.Order()], 0.5), Figures.At([.. floors.Order()], 0.5), jobs.Sum() * Span.TotalSeconds);
        Console.WriteLine($"{Clients} clients, {name}: {made:0} jobs/s accepted and dispatched, {floor:0} bare commits/s: {made / floor:0.00} of them (goal ≥ 0.5); "
            + $"processor time a job, to its end: silo {spent.TotalMilliseconds / all:0.00} ms, database {spentBelow.TotalMilliseconds / all:0.00} ms");
        report.More("jobs accepted and dispatched, to bare commits", made, "a second", floor);
        report.Less("processor time a job, silo and database", (spent + spentBelow).TotalMilliseconds / all, "ms");
    }

    private static TimeSpan Sum(IEnumerable<SiloProcess> silos) => silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.ProcessorTime);

    /// <summary>Jobs a second that were accepted and dispatched in one span.</summary>
    public static async Task<double> DispatchAsync(IEnumerable<(Panel Panel, QuickAgent Agent)> pairs)
    {
        var start = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(pairs.Select(async pair =>
        {
            using var arrived = new SemaphoreSlim(0);
            pair.Agent.Arrived = _ => arrived.Release();
            var jobs = 0;
            for (; Stopwatch.GetElapsedTime(start) < Span; jobs++)
            {
                var job = await pair.Panel.JobAsync(pair.Agent.ServerId, "system.info", new { });
                if (!await arrived.WaitAsync(TimeSpan.FromSeconds(30)))
                    throw new TimeoutException($"{job} was not dispatched: {await pair.Panel.StateAsync(job)}");
            }
            pair.Agent.Arrived = _ => { };
            return jobs;
        }));
        return done.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
