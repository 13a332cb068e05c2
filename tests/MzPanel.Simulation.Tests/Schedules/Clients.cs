using MzPanel.Data;
using MzPanel.Data.Jobs;
using MzPanel.Grains.Jobs;
using MzPanel.Grains.Refusals;
using MzPanel.Grains.Servers;
using MzPanel.Simulation.Tests.Cluster;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>People with browsers: they submit jobs and stop them, through any silo.</summary>
internal sealed class Clients(World world)
{
    private readonly List<(string Job, string Server)> known = [];

    public void Submit(string server)
    {
        if (Silo() is not { } silo)
            return;
        var job = NewJob(server, silo);
        known.Add((job.Id, server));
        silo.NewLane().Run(() => SubmitAsync(silo, job));
    }

    /// <summary>Stops, or gives up, one of the jobs.</summary>
    public void Stop(bool abandon)
    {
        if (known.Count == 0 || Silo() is not { } silo)
            return;
        var (job, server) = world.Loop.Dice.Of(known);
        world.Trace($"client stops {job} abandon={abandon}");
        silo.NewLane().Run(() => StopAsync(silo, job, server, abandon));
    }

    private static Caller Caller { get; } = new("user", "usr_1", "owner@example.org", null, null);

    private SimSilo? Silo() => world.Cluster.Silos.Where(s => s.Serves).ToList() is { Count: > 0 } silos ? world.Loop.Dice.Of(silos) : null;

    private NewJob NewJob(string server, SimSilo silo)
    {
        var dice = world.Loop.Dice;
        return new NewJob
        {
            Id = world.NextName("job_"),
            WorkspaceId = world.WorkspaceOf(server),
            ServerId = server,
            Kind = "system.info",
            Args = "{}",
            Mutating = dice.Chance(0.6),
            AutoRetry = dice.Chance(0.2),
            TimeoutS = 60,
            CreatedAt = silo.Clock.UnixMs,
            QueueDeadline = silo.Clock.UnixMs + (dice.Chance(0.1) ? 8_000 : 3_600_000),
            Caller = Caller,
        };
    }

    // The answer of JobSubmission: where the reply was lost, the records know.
    private async Task SubmitAsync(SimSilo silo, NewJob job)
    {
        for (var tries = 0; tries < 2; tries++)
        {
            try
            {
                if (await AcceptAsync(silo, job) == SubmitReply.Accepted)
                    Accepted(job);
                return;
            }
            catch (Exception e) when (SimCluster.IsExpected(e))
            {
                if (world.Defect.SaysYes)
                    Accepted(job);
                // Whoever asks again under the same key asks for the same job.
                if (world.Loop.Dice.Chance(0.5))
                    return;
            }
        }
    }

    private static async Task<SubmitReply> AcceptAsync(SimSilo silo, NewJob job)
    {
        try
        {
            return await silo.Cluster.Factory.GetGrain<IServerGrain>(job.ServerId).Submit(job);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or StorageException { Fault: StorageFault.OutcomeUnknown })
        {
            return await silo.Services.Get<JobRecords>().FindAsync(job.Id) is not null ? SubmitReply.Accepted
                : throw new PanelException(PanelError.Unavailable, "simulated: try again");
        }
    }

    private void Accepted(NewJob job)
    {
        world.Ledger.Accepted.Add(job.Id);
        world.Trace($"202 {job.Id} on {job.ServerId}{(job.Mutating ? " mutating" : "")}");
    }

    private static async Task StopAsync(SimSilo silo, string job, string server, bool abandon)
    {
        try
        {
            await silo.Cluster.Factory.GetGrain<IServerGrain>(server).Cancel(job, Caller, abandon, null);
        }
        catch (Exception e) when (SimCluster.IsExpected(e))
        {
            // They are told, and may try again.
        }
    }
}
