using System.Diagnostics;
using MzPanel.Bench.Beside;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// All silos are lost at once and start again: how long until every agent of a crowd is welcomed, each waiting as the contract
/// says, and what people feel of it meanwhile. Agents come from an address each, to any silo.
/// </summary>
internal static class ReturnCase
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskPace = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(Postgres postgres, int silos, int perSilo, Report report)
    {
        await using var cluster = await Cluster.StartAsync(postgres, silos);
        using var panel = await Panel.OfAsync(cluster.Silos[0]);
        var agents = silos * perSilo;
        await using var crowd = await Crowd.StartAsync(await CrowdServer.RegisterAsync(panel, agents, "crowd"), cluster.Silos.Select(s => s.Address));
        var start = Stopwatch.GetTimestamp();
        if (!await crowd.AllWelcomedAsync(agents, start, Limit))
            throw new TimeoutException("The crowd did not come in the first time.");
        Figures.Print($"{agents} agents, {silos} silo(s): first welcomes, dialled over {agents / 250} s", "s", crowd.WelcomedSince(start).Select(ms => ms / 1000));
        await Task.Delay(Settled);
        var last = await LoseAllAsync(cluster, panel, crowd, agents, report);
        await crowd.DisposeAsync();
        var floor = await FloorAsync(agents);
        Console.WriteLine($"the same of bare Kestrel, one process: all welcomed {floor:0.0} s after the loss; ratio {last / floor:0.0}");
        report.Less("loss to the last welcome, to bare Kestrel", last, "s", floor);
    }

    /// <summary>Seconds from the loss to the last welcome where nothing has to be known of an agent.</summary>
    private static async Task<double> FloorAsync(int agents)
    {
        var address = SiloProcess.FreeAddress();
        var bare = await BareKestrel.AtAsync(address);
        await using var crowd = await Crowd.StartAsync([.. Enumerable.Repeat(new CrowdServer("none", "none"), agents)], [address]);
        var start = Stopwatch.GetTimestamp();
        if (!await crowd.AllWelcomedAsync(agents, start, Limit))
            throw new TimeoutException("The crowd did not come to the floor.");
        await Task.Delay(Settled);
        var lost = Stopwatch.GetTimestamp();
        await bare.DisposeAsync();
        bare = await BareKestrel.AtAsync(address);
        await crowd.AllWelcomedAsync(agents, lost, Limit);
        var last = Last(crowd, lost);
        await bare.DisposeAsync();
        return last;
    }

    private static double Last(Crowd crowd, long lost) => crowd.WelcomedSince(lost).DefaultIfEmpty(double.NaN).Max() / 1000;

    private static async Task<double> LoseAllAsync(Cluster cluster, Panel panel, Crowd crowd, int agents, Report report)
    {
        var before = cluster.DatabaseTime;
        var lost = Stopwatch.GetTimestamp();
        await cluster.KillAsync();
        await cluster.StartAgainAsync();
        var ready = Stopwatch.GetElapsedTime(lost);
        using var stop = new CancellationTokenSource();
        var asking = AskAsync([.. cluster.Silos.Select(panel.At)], stop.Token);
        var all = await crowd.AllWelcomedAsync(agents, lost, Limit);
        var (silos, database) = (cluster.SiloTime, cluster.DatabaseTime - before);
        await stop.CancelAsync();
        var (took, failed) = await asking;
        Console.WriteLine($"ready again {ready.TotalSeconds:0.0} s after the loss; welcomed: {crowd.WelcomedSince(lost).Count} of {agents}{(all ? "" : ": NOT ALL")}; "
            + $"since then dials refused {crowd.Count('r', lost)}, failed {crowd.Count('f', lost) - agents}, links closed {crowd.Count('c', lost)}");
        Figures.Print("loss to welcome (goal: all ≤ 30 s)", "s", crowd.WelcomedSince(lost).Select(ms => ms / 1000));
        var (_, rest) = Figures.Print("REST meanwhile, from ready to the last welcome (goal p99 ≤ 1000)", "ms", took);
        report.Less("REST meanwhile, p99", rest, "ms");
        report.Less("processor time a welcome, silos and database", (silos + database).TotalMilliseconds / agents, "ms");
        Console.WriteLine($"REST calls failed: {failed}; processor time a welcome, start of the silos included: silos {silos.TotalMilliseconds / agents:0.00} ms, database {database.TotalMilliseconds / agents:0.00} ms");
        return all ? Last(crowd, lost) : double.NaN;
    }

    /// <summary>Asks one silo after the other for a page of servers, and for one of jobs.</summary>
    private static async Task<(IReadOnlyList<double> Took, int Failed)> AskAsync(IReadOnlyList<Panel> panels, CancellationToken stop)
    {
        var running = new List<Task<double?>>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            running.Add(AskOnceAsync(panels[i % panels.Count].Http, i / panels.Count % 2 == 0 ? "/v1/servers" : "/v1/jobs"));
            await Task.Delay(AskPace, CancellationToken.None);
        }
        var took = await Task.WhenAll(running);
        foreach (var panel in panels)
            panel.Dispose();
        return ([.. took.OfType<double>()], took.Count(t => t is null));
    }

    private static async Task<double?> AskOnceAsync(HttpClient http, string path)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await http.GetAsync(path);
            return answer.IsSuccessStatusCode ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
