using MzPanel.Agent.Jobs;
using MzPanel.Protocol;
using MzPanel.Protocol.Jobs;
using MzPanel.Protocol.Logs;
using MzPanel.Simulation.Tests.Agents;
using MzPanel.Simulation.Tests.Cluster;
using MzPanel.Simulation.Tests.Links;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>Everything that can go wrong, one at a time or together.</summary>
internal sealed class Faults(World world)
{
    private const long EvictAfterMs = 8_000;

    // Longer than a server takes to be offline: of two that hold one link, the deaf one hears a silence that is its own.
    private const long LongestDoubleMs = 40_000;

    private Engine.Dice Dice => world.Loop.Dice;

    /// <summary>Something of the schedule's bad luck happens.</summary>
    public void Strike()
    {
        switch (Dice.Next(13))
        {
            case 0: KillSilo(); break;
            case 1: FreezeSilo(); break;
            case 2 or 3: BreakLink(); break;
            case 4 or 5: StrikeAgent(); break;
            case 6: BadRecords(); break;
            case 7: BadNet(); break;
            case 8: SecondActivation(); break;
            case 9: Sleep(); break;
            case 10: Lie(); break;
            case 11: Flood(); break;
            default: JumpClock(); break;
        }
    }

    /// <summary>All of it stops, and what was down comes back.</summary>
    public void Stop()
    {
        world.Weather.ClearUp();
        world.Net.ClearUp();
        world.Busy = 0;
        foreach (var silo in world.Cluster.Silos.Where(s => s is { Dead: false, Frozen: true }).ToList())
            Thaw(silo);
        foreach (var silo in world.Cluster.Silos.Where(s => s is { Dead: false, Evicted: true }).ToList())
            Kill(silo, 0);
        foreach (var agent in world.Agents)
            (agent as FullAgent)?.Spare();
        if (!world.Cluster.Silos.Any(s => s.Serves))
            world.AddSilo();
    }

    private void KillSilo()
    {
        if (Some(s => !s.Dead) is { } silo)
            Kill(silo, Dice.Between(300, EvictAfterMs));
    }

    private void Kill(SimSilo silo, long noticedAfterMs)
    {
        world.Trace($"{silo} killed");
        silo.Kill();
        foreach (var agent in world.Agents.Where(a => a.Link?.Silo == silo))
            agent.Link!.SiloSilent(atOnce: true);
        world.Loop.After(noticedAfterMs, () => world.Cluster.Evict(silo));
        world.Loop.After(Dice.Between(500, 10_000), () => world.AddSilo());
    }

    private void FreezeSilo()
    {
        if (Some(s => s.Serves) is not { } silo)
            return;
        world.Trace($"{silo} frozen");
        silo.Freeze();
        foreach (var agent in world.Agents.Where(a => a.Link?.Silo == silo))
            agent.Link!.SiloSilent(atOnce: false);
        world.Loop.After(EvictAfterMs, () =>
        {
            if (silo is { Frozen: true, Dead: false })
                world.Cluster.Evict(silo);
        });
        world.Loop.After(Dice.Between(100, 40_000), () => Thaw(silo));
    }

    // One that was given up by the others goes on for a moment before it notices.
    private void Thaw(SimSilo silo)
    {
        if (silo.Dead || !silo.Frozen)
            return;
        world.Trace($"{silo} thawed");
        silo.Thaw();
        if (silo.Evicted)
            world.Loop.After(Dice.Between(0, 3_000), () =>
            {
                if (!silo.Dead)
                    Kill(silo, 0);
            });
    }

    private void BreakLink()
    {
        var agent = Dice.Of(world.Agents);
        world.Trace($"{agent} link breaks");
        agent.Link?.Break();
    }

    private void StrikeAgent()
    {
        var back = Dice.Between(200, 20_000);
        switch (Dice.Of(world.Agents))
        {
            case FullAgent full when Dice.Chance(0.4): full.StrikeIn(Dice.Next(12), Dice.Of([0.0, 0.5, 1.0])); break;
            case FullAgent full when Dice.Chance(0.25): full.Kill(back); break;
            case FullAgent full when Dice.Chance(0.4): full.PowerCut(back); break;
            case FullAgent full: full.Reimage(back); break;
            case ForeignAgent foreign: foreign.Kill(back); break;
        }
    }

    private void BadRecords()
    {
        var weather = world.Weather;
        (weather.FailsBefore, weather.AnswerLost, weather.WriteLost) = (Some(0.3), Some(0.3), Some(0.2));
        weather.Slowest = Dice.Of([4L, 50, 1_500]);
        weather.Away = Dice.Chance(0.2);
        world.Trace($"records {weather.FailsBefore:F2} {weather.AnswerLost:F2} {weather.WriteLost:F2} {weather.Slowest} away={weather.Away}");
        world.Loop.After(Dice.Between(1_000, 25_000), weather.ClearUp);
    }

    private void BadNet()
    {
        var net = world.Net;
        (net.Drops, net.Doubles, net.Overtakes, net.Slowest) = (Some(0.3), Some(0.3), Some(0.3), Dice.Of([20L, 400, 3_000]));
        world.Busy = Some(0.5);
        world.Trace($"net {net.Drops:F2} {net.Doubles:F2} {net.Overtakes:F2} {net.Slowest}");
        world.Loop.After(Dice.Between(1_000, 30_000), net.ClearUp);
    }

    // A directory that forgot: another activation while the first lives on; one of them goes when it is found out.
    private void SecondActivation()
    {
        if (Activation() is not { } first || world.Cluster.Silos.Where(s => s.Serves && s != first.Silo && s.Find(first.GrainId) is null).ToList() is not { Count: > 0 } others)
            return;
        var second = world.Cluster.Place(first.GrainId, Dice.Of(others));
        world.Trace($"second activation of {first.GrainId} on {second.Silo} beside {first.Silo}");
        world.Loop.After(Dice.Between(100, LongestDoubleMs), () => world.Cluster.Resolve(first, second));
    }

    private void Sleep()
    {
        if (Activation() is not { } grain)
            return;
        world.Trace($"{grain.GrainId} goes to sleep on {grain.Silo}");
        grain.Leave();
    }

    private void Flood()
    {
        var server = Dice.Of(world.Agents).ServerId;
        for (var jobs = Dice.Next(15); jobs > 0; jobs--)
            world.Clients.Submit(server);
    }

    // An agent speaks of what was given to another.
    private void Lie()
    {
        var liar = Dice.Of(world.Agents);
        if (!liar.IsReachable || world.Ledger.Runs.Where(r => r.Value.Server != liar.ServerId).ToList() is not { Count: > 0 } others)
            return;
        var (command, run) = Dice.Of(others);
        world.Trace($"{liar} speaks of {run.Job}");
        var done = new JobDone { JobId = run.Job, ExitCode = 0, DurationMs = 1, LastSeq = 1, Outcome = JobOutcome.Exited };
        var lines = new LogBatch { JobId = run.Job, Seq = run.Lines.Count + 1, Lines = [new LogLine { Stream = LogLine.Stdout, Text = "a lie" }] };
        liar.Link!.ToPlane(new AgentMessage(MessageType.Log, Guid.NewGuid().ToString(), command, lines));
        liar.Link!.ToPlane(new AgentMessage(MessageType.CmdAck, Guid.NewGuid().ToString(), command, CommandGate.No(Nack.BadArgs, "a lie")));
        liar.Link!.ToPlane(new AgentMessage(MessageType.JobDone, Guid.NewGuid().ToString(), command, done));
    }

    private void JumpClock()
    {
        var node = Dice.Chance(0.7) ? Some(s => s.Serves) : (Engine.Node)Dice.Of(world.Agents);
        if (node is null)
            return;
        node.Clock.Offset = Dice.Between(-30_000, 30_000);
        world.Trace($"clock of {node} is off by {node.Clock.Offset}");
    }

    private double Some(double most) => Dice.Chance(0.5) ? 0 : Dice.Between(1, 100) * most / 100;

    private Activation? Activation() => world.Cluster.Activations.Where(a => !a.Gone && a.Silo.Serves).ToList() is { Count: > 0 } all ? Dice.Of(all) : null;

    private SimSilo? Some(Func<SimSilo, bool> which) => world.Cluster.Silos.Where(which).ToList() is { Count: > 0 } some ? Dice.Of(some) : null;
}
