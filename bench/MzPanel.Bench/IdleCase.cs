using System.Diagnostics;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// What agents cost that are connected and do nothing but beat: processor time of silos and database, the database's log and the
/// silos' memory, each less that of the same cluster before they came. The memory is that of their first minutes: the metrics of a
/// server grow for an hour, to 64 KiB at most.
/// </summary>
internal static class IdleCase
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(90);

    public static async Task RunAsync(Postgres postgres, int silos, Report report, params int[] crowds)
    {
        await using var cluster = await Cluster.StartAsync(postgres, silos);
        using var panel = await Panel.OfAsync(cluster.Silos[0]);
        await Task.Delay(Settled);
        var before = await SpentAsync(cluster);
        Print($"{silos} silo(s), no agents", before);
        foreach (var agents in crowds)
        {
            await using var crowd = await Crowd.StartAsync(await CrowdServer.RegisterAsync(panel, agents, $"idle{agents}"), cluster.Silos.Select(s => s.Address));
            if (!await crowd.AllWelcomedAsync(agents, 0, Limit))
                throw new TimeoutException("The crowd did not come in.");
            await Task.Delay(Settled);
            var spent = await SpentAsync(cluster);
            Print($"{silos} silo(s), {agents} agents", spent);
            Console.WriteLine($"an agent and minute: silos {PerMinute(spent.Silos - before.Silos, agents):0.00} ms, database {PerMinute(spent.Database - before.Database, agents):0.00} ms of processor time, "
                + $"{(spent.LogBytes - before.LogBytes) * 60 / agents:0} bytes of the database's log; {(spent.Memory - before.Memory) / 1024.0 / agents:0.0} KiB of resident memory an agent");
            report.Less($"resident per agent that beats, {agents} of them", (double)(spent.Memory - before.Memory) / agents, Figure.Bytes);
            report.Less($"an agent's minute, {agents} of them, silos", PerMinute(spent.Silos - before.Silos, agents), "ms");
            report.Less($"an agent's minute, {agents} of them, database", PerMinute(spent.Database - before.Database, agents), "ms");
        }
    }

    private static void Print(string what, Spent spent) => Console.WriteLine(
        $"{what}: silos {100 * spent.Silos:0.0} % of a core, database {100 * spent.Database:0.0} %, log {spent.LogBytes / 1024:0.0} KiB/s, resident {spent.Memory / 1048576} MiB");

    private static double PerMinute(double cores, int agents) => cores * 60_000 / agents;

    private static async Task<Spent> SpentAsync(Cluster cluster)
    {
        var (start, silos, database, log) = (Stopwatch.GetTimestamp(), cluster.SiloTime, cluster.DatabaseTime, await cluster.LogBytesAsync());
        await Task.Delay(Span);
        var passed = Stopwatch.GetElapsedTime(start);
        return new((cluster.SiloTime - silos) / passed, (cluster.DatabaseTime - database) / passed,
            (await cluster.LogBytesAsync() - log) / passed.TotalSeconds, cluster.Silos.Sum(silo => silo.Rss));
    }

    /// <summary>Cores, bytes a second, bytes.</summary>
    private readonly record struct Spent(double Silos, double Database, double LogBytes, long Memory);
}
