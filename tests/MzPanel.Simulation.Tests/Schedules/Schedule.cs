using MzPanel.Simulation.Tests.Agents;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Schedules;

/// <summary>One seed: jobs and faults for a while, then peace, then the reckoning.</summary>
internal static class Schedule
{
    private const long AftermathMs = 20_000;
    private const long PeaceMs = 60_000;
    private const long ReachableLimitMs = 240_000;

    /// <summary>Plays a seed; the failure, or <see langword="null"/>.</summary>
    public static Outcome Play(int seed, Defect? defect = null)
    {
        using var world = new World(seed, defect ?? Defect.None);
        try
        {
            Begin(world);
            Trouble(world);
            Peace(world);
            Reckoning.Of(world);
        }
        catch (Exception e) when (e is BrokenException or SimFaultException)
        {
            var broken = e as BrokenException ?? e.InnerException as BrokenException;
            return new Outcome(seed, world.Diary, new Failure(broken?.Invariant ?? "unhandled", Text(world, broken ?? e.InnerException ?? e)));
        }
        return new Outcome(seed, world.Diary, null);
    }

    private static string Text(World world, Exception e) =>
        $"{(e is BrokenException ? e.Message : e.ToString())}\nSeed {world.Seed}; MZ_SEED={world.Seed} plays it again. The last of it:\n{world.Diary.Last(60)}";

    private static void Begin(World world)
    {
        for (var silos = 2 + world.Loop.Dice.Next(2); silos > 0; silos--)
            world.AddSilo();
        for (var servers = 2; servers > 0; servers--)
            world.Agents.Add(NewAgent(world, world.AddServer()));
        world.Loop.Run(3_000);
    }

    private static SimAgent NewAgent(World world, string server) => world.Loop.Dice.Next(6) switch
    {
        0 => new ForeignAgent(world, server, lists: false),
        1 => new ForeignAgent(world, server, lists: true),
        _ => new FullAgent(world, server),
    };

    private static void Trouble(World world)
    {
        var (dice, faults) = (world.Loop.Dice, new Faults(world));
        var end = world.Loop.Now + dice.Between(20_000, 110_000);
        var calm = dice.Between(1_000, 20_000);
        for (var strike = world.Loop.Now + calm; world.Loop.Now < end;)
        {
            if (dice.Chance(0.7))
                world.Clients.Submit(dice.Of(world.Agents).ServerId);
            if (dice.Chance(0.1))
                world.Clients.Stop(abandon: dice.Chance(0.3));
            world.Loop.Run(dice.Between(100, 8_000));
            if (world.Loop.Now < strike)
                continue;
            faults.Strike();
            strike = world.Loop.Now + dice.Between(0, calm);
        }
        faults.Stop();
        // What was struck before takes as long to be noticed, and to come back.
        world.Loop.Run(AftermathMs);
    }

    private static void Peace(World world)
    {
        world.Trace("peace");
        var limit = world.Loop.Now + ReachableLimitMs;
        while (world.Agents.Any(a => !a.IsReachable))
        {
            if (world.Loop.Now > limit)
                world.Break("I11", $"{world.Agents.First(a => !a.IsReachable)} cannot connect");
            foreach (var agent in world.Agents)
                agent.DialNow();
            world.Loop.Run(1_000);
        }
        world.AtPeace = true;
        HurryUp(world);
        world.Loop.Run(PeaceMs);
    }

    private static void HurryUp(World world)
    {
        foreach (var agent in world.Agents)
            (agent as FullAgent)?.Workers.HurryUp();
        foreach (var agent in world.Agents)
            (agent as ForeignAgent)?.HurryUp();
    }
}

/// <summary>How a seed ended.</summary>
internal sealed record Outcome(int Seed, Diary Diary, Failure? Failure);

/// <summary>What was broken, and all that helps to see why.</summary>
internal sealed record Failure(string Invariant, string Text);
