using MzPanel.Agent.Jobs;
using MzPanel.Protocol.Jobs;
using MzPanel.Simulation.Tests.Engine;

namespace MzPanel.Simulation.Tests.Agents;

/// <summary>One command at work: writes lines, then ends, both by the dice.</summary>
internal sealed class SimWorker(World world, string server, JobSpec spec, int attempt, Action news)
{
    private const long LongestPauseMs = 1_500;
    private const int HurriedSteps = 2;
    private const int UsualSteps = 12;
    private const int LongSteps = 150;
    private readonly Dictionary<long, string> spool = [];
    private Run? run;
    private Alarm? next;
    private int left;

    public bool Alive { get; private set; }

    public JobExit? Exit { get; private set; }

    public long BeganAt { get; private set; }

    public long LastSeq { get; private set; }

    public void Begin()
    {
        run = world.Ledger.Begin(server, spec.Ref, spec.JobId, attempt);
        (Alive, BeganAt, left) = (true, world.Loop.Now, world.Loop.Dice.Next(world.AtPeace ? HurriedSteps : world.Loop.Dice.Chance(0.15) ? LongSteps : UsualSteps));
        Go();
    }

    /// <summary>A line as the spool has it; <see langword="null"/> where it was trimmed or lost.</summary>
    public string? Line(long seq) => spool.GetValueOrDefault(seq);

    public void Trim(long acked)
    {
        foreach (var seq in spool.Keys.Where(s => s <= acked).ToList())
            spool.Remove(seq);
    }

    public void Stop(long inMs)
    {
        next?.Dispose();
        next = world.Loop.After(inMs, () => End(130, JobOutcome.Cancelled));
    }

    public void Die()
    {
        Alive = false;
        next?.Dispose();
    }

    /// <summary>Dies, and loses some of its last lines.</summary>
    public void PowerCut(int lines)
    {
        if (!Alive)
            return;
        Die();
        for (; lines > 0 && spool.Remove(LastSeq); lines--)
            LastSeq--;
    }

    public void HurryUp() => left = Math.Min(left, HurriedSteps);

    private void Go() => next = world.Loop.After(world.Loop.Dice.Between(0, LongestPauseMs), Step);

    private void Step()
    {
        if (!Alive)
            return;
        if (left-- <= 0)
        {
            End(world.Loop.Dice.Next(2), JobOutcome.Exited);
            return;
        }
        for (var lines = 1 + world.Loop.Dice.Next(3); lines > 0; lines--)
            Write();
        news();
        Go();
    }

    private void Write()
    {
        var text = $"{spec.JobId} {attempt} {++LastSeq}";
        spool[LastSeq] = text;
        run!.Lines.Add(text);
    }

    private void End(int code, string outcome)
    {
        if (!Alive)
            return;
        Alive = false;
        Exit = new JobExit(code, outcome, world.Loop.Now - BeganAt, LastSeq);
        news();
    }
}
