using MzPanel.Bench.Beside;
using MzPanel.Bench.Results;

namespace MzPanel.Bench;

/// <summary>
/// Jobs accepted durably and dispatched by 32 clients, each with a server of its own and one job at a time: of the silo, of the Node peer with
/// each write a commit of its own and with group commit, and beside them bare commits. In turns, all on one PostgreSQL, each job to its recorded end.
/// </summary>
internal static class JobsCase
{
    private const int Clients = 32;
    // The silo's code is compiled well only after some ten seconds under load.
    private const int WarmUps = 8;
    private const int Rounds = 3;

    public static async Task RunAsync(Postgres postgres, Report report)
    {
        await using var silo = await Desk.OpenAsync(await SiloProcess.StartAsync(await postgres.DatabaseAsync()), postgres);
        await using var node = await Desk.OpenAsync(await NodePeer.StartAsync(postgres), postgres);
        await using var group = await Desk.OpenAsync(await NodePeer.StartAsync(postgres, groupCommit: true), postgres);
        await using var bare = await BarePostgres.OpenAsync(await postgres.DatabaseAsync());
        Desk[] desks = [silo, node, group];
        var commits = new List<double>();
        for (var round = -WarmUps; round < Rounds; round++)
        {
            foreach (var desk in desks)
                await desk.RunAsync(counted: round >= 0);
            if (round >= 0)
                commits.Add(await bare.RateAsync(Clients, ManyCase.Span));
        }
        foreach (var desk in desks)
            Console.WriteLine($"{desk.Name}: {desk.Rate.Show()} jobs/s accepted and dispatched; processor time a job, to its end: server {desk.Server.Median:0} us, database {desk.Database.Median:0} us");
        Console.WriteLine($"bare commits (pgbench): {Spread.Of(commits)!.Show()} a second");
        report.More("jobs accepted and dispatched, silo to bare commits", silo.Rate.Median, "a second", Spread.Of(commits)!.Median);
        foreach (var (peer, goal) in new[] { (node, " (goal ≥ 2)"), (group, "") })
        {
            Console.WriteLine($"silo {silo.Rate.Median / peer.Rate.Median:0.00} times the jobs of {peer.Name}{goal}, {silo.Work / peer.Work:0.00} times its processor time a job, database included");
            report.More($"jobs accepted and dispatched, silo to {peer.Name}", silo.Rate.Median, "a second", peer.Rate.Median);
            report.Less($"processor time a job, server and database, silo to {peer.Name}", silo.Work, "us", peer.Work);
        }
    }

    /// <summary>One server with its clients and agents, and what it did in each round.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly List<(double Rate, double Server, double Database)> rounds = [];
        private readonly List<(Panel Panel, QuickAgent Agent)> pairs = [];
        private readonly IContender server;
        private readonly Postgres postgres;
        private readonly Panel panel;

        private Desk(IContender server, Postgres postgres, Panel panel) => (this.server, this.postgres, this.panel) = (server, postgres, panel);

        public string Name => server.Name;

        public Spread Rate => Spread.Of(rounds.Select(r => r.Rate))!;

        public Spread Server => Spread.Of(rounds.Select(r => r.Server))!;

        public Spread Database => Spread.Of(rounds.Select(r => r.Database))!;

        /// <summary>Processor time a job, in microseconds, database included.</summary>
        public double Work => Spread.Of(rounds.Select(r => r.Server + r.Database))!.Median;

        public static async Task<Desk> OpenAsync(IContender server, Postgres postgres)
        {
            var desk = new Desk(server, postgres, await Panel.OfAsync(server));
            for (var client = 0; client < Clients; client++)
                desk.pairs.Add((desk.panel, await QuickAgent.ConnectAsync(server, desk.panel, $"jobs-{client}")));
            return desk;
        }

        public async Task RunAsync(bool counted)
        {
            var (before, below) = (server.ProcessorTime, postgres.ProcessorTime);
            var rate = await ManyCase.DispatchAsync(pairs);
            var jobs = rate * ManyCase.Span.TotalSeconds;
            if (counted)
                rounds.Add((rate, (server.ProcessorTime - before).TotalMicroseconds / jobs, (postgres.ProcessorTime - below).TotalMicroseconds / jobs));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (_, agent) in pairs)
                await agent.DisposeAsync();
            panel.Dispose();
            await server.DisposeAsync();
        }
    }
}
